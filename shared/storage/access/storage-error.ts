import { KataproofError } from '../../errors/kataproof-error.ts';
import { parseRestError } from '../../errors/parse-rest-error.ts';
import { strangeAnswer } from '../../errors/strange-answer.ts';

const rightNeeded =
  'Give this app the role "Storage Table Data Contributor" on the storage account, or check its connection string and firewall.';

/** The coded error for what the Table client threw. An error that does not come from the SDK is returned unchanged. */
export function toStorageError(error: unknown): unknown {
  if (error instanceof KataproofError) return error;
  const facts = parseRestError(error, Date.now());
  const said = facts.message.split('\n')[0];
  const strange = strangeAnswer('The storage account', facts);
  if (strange) return strange;
  if (facts.kind === 'other' || facts.kind === 'unreadable') return error;
  if (facts.kind === 'no-token')
    return new KataproofError(
      facts.transient ? 'StorageUnreachable' : 'NoIdentity',
      `This app got no token for its storage account: ${said}`,
    );
  if (facts.kind === 'unreachable')
    return new KataproofError('StorageUnreachable', `The storage account gave no answer: ${said}`);
  const { status, code, retryAfterMs } = facts;
  const options = { httpStatus: status, retryAfterMs };
  if (status === 401 || status === 403)
    return new KataproofError('Forbidden', `The storage account refused (${code}). ${rightNeeded}`, options);
  if (status === 429 || code === 'ServerBusy')
    return new KataproofError('Throttled', `The storage account is busy (${code}).`, options);
  if (status >= 500 || status === 408)
    return new KataproofError('ServerFailed', `The storage account failed (${code}): ${said}`, options);
  // A table that was just deleted cannot be created again until Azure has removed it completely.
  const retryable = code === 'TableBeingDeleted';
  return new KataproofError(code, `The storage account refused: ${said}`, { ...options, retryable });
}
