import { ManagedIdentityCredential, type TokenCredential } from '@azure/identity';
import { once } from '../plain/once.ts';
import { boundCredential } from './read-token.ts';

/** Few and short retries: activities are billed while they wait, and the workflow tries again on durable timers. */
const retryOptions = { maxRetries: 1, retryDelayInMs: 200, maxRetryDelayInMs: 1000 };

/**
 * Creates the app's credential. With `managedIdentity` true it uses the managed identity only: the default chain would
 * search for developers' tools after 17 seconds of retries and would hide why the identity endpoint refused. Otherwise
 * it uses the default chain, which on a developer's machine is the user of the Azure CLI. `clientId` names a
 * user-assigned identity. Makes no request before the first token is needed. A token comes in bounded time or never.
 */
export function createCredential(clientId: string | null, managedIdentity = false): TokenCredential {
  return boundCredential(openCredential(clientId, managedIdentity));
}

function openCredential(clientId: string | null, managedIdentity: boolean): TokenCredential {
  if (managedIdentity)
    return clientId === null
      ? new ManagedIdentityCredential({ retryOptions })
      : new ManagedIdentityCredential({ clientId, retryOptions });
  // A deployment has a managed identity, and never needs the ten kinds that the chain tries besides.
  const load = once(async () => (await import('./default-credential.ts')).createDefaultCredential(clientId));
  return { getToken: async (scopes, options) => (await load()).getToken(scopes, options) };
}
