import type { AccessToken, TokenCredential } from '@azure/identity';
import { KataproofError } from '../errors/kataproof-error.ts';
import { parseRestError } from '../errors/parse-rest-error.ts';
import { tokenTimeoutMs } from '../outbound/limits.ts';
import { withinTime } from '../outbound/within-time.ts';
import { classifyArmError } from './classify-arm-error.ts';

/**
 * Gets a token within `timeoutMs`. `doing` completes the sentence "This app may not …". Throws AzureUnreachable or
 * NoIdentity.
 */
export async function readToken(
  credential: TokenCredential,
  scope: string,
  doing: string,
  timeoutMs = tokenTimeoutMs,
): Promise<AccessToken> {
  const token = await withinTime(timeoutMs, async (abortSignal) => credential.getToken(scope, { abortSignal })).catch(
    (error: unknown) => {
      throw classifyArmError(parseRestError(error, Date.now()), doing) ?? error;
    },
  );
  if (!token) throw new KataproofError('NoIdentity', 'This app has no identity that Entra gives a token to.');
  return token;
}

/** The same credential, but each token comes within `timeoutMs` or never. Rejects with AzureUnreachable. */
export function boundCredential(credential: TokenCredential, timeoutMs = tokenTimeoutMs): TokenCredential {
  return {
    getToken: (scopes, options) =>
      withinTime(timeoutMs, (abortSignal) => credential.getToken(scopes, { abortSignal, ...options })).catch(
        (error: unknown) => {
          if ((error as { name?: unknown } | null)?.name !== 'TimeoutError') throw error;
          throw new KataproofError(
            'AzureUnreachable',
            `The managed identity endpoint gave no token within ${timeoutMs / 1000} seconds.`,
          );
        },
      ),
  };
}
