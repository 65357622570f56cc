import { KataproofError } from '../../errors/kataproof-error.ts';
import type { RestErrorFacts } from '../../errors/parse-rest-error.ts';
import { strangeAnswer } from '../../errors/strange-answer.ts';

const who = 'Key Vault';

/**
 * Words with which Key Vault refuses what no role heals: the key's state, or what it may be used for. "Public network access
 * is disabled" (`ForbiddenByConnection`) is about the vault's firewall.
 */
const ofTheKey = /(?<!network access is )disabled|expired|not (yet )?valid|before its|key_?ops|not permitted/i;

/**
 * Says what a failed call of Key Vault means. `doing` completes the sentence "This app may not …". Evidence is kept
 * unsigned meanwhile, and tried again whatever the code.
 */
export function classifyVaultError(facts: RestErrorFacts, doing: string): KataproofError {
  const strange = strangeAnswer(who, facts);
  if (strange) return strange;
  switch (facts.kind) {
    case 'unreachable':
    case 'unreadable':
      return new KataproofError('VaultUnreachable', `${who} gave no answer: ${facts.message}`);
    case 'no-token':
      return new KataproofError(
        facts.transient ? 'VaultUnreachable' : 'NoIdentity',
        `This app got no token for ${who}: ${facts.message}`,
      );
    case 'other':
      // The SDK itself refuses a key that has expired, and a host that asks for a token for elsewhere.
      return unusable(facts.message);
    case 'answered':
      return classifyAnswer(facts, doing);
  }
}

/** The error of a key that cannot sign until somebody does something about it. */
export function unusable(reason: string): KataproofError {
  return new KataproofError('SigningKeyUnusable', `The key of KATAPROOF_SIGNING_KEY does not sign: ${reason}`);
}

function classifyAnswer(facts: RestErrorFacts & { kind: 'answered' }, doing: string): KataproofError {
  const { status, code, message, retryAfterMs } = facts;
  const options = { httpStatus: status, retryAfterMs };
  if (status === 401)
    return new KataproofError('Unauthorized', `${who} did not accept this app's token (${code}): ${message}`, options);
  if (status === 403 && !ofTheKey.test(message))
    return new KataproofError(
      'Forbidden',
      `This app may not ${doing}. Give it the role "Key Vault Crypto User" on the key, and let the vault's firewall admit it. ${who} says (${code}): ${message}`,
      options,
    );
  if (status === 429)
    return new KataproofError('Throttled', `${who} throttles this app (${code}): ${message}`, options);
  if (status === 408 || status >= 500)
    return new KataproofError('ServerFailed', `${who} failed (${code}): ${message}`, options);
  return unusable(`${who} says (${code}): ${message}`);
}
