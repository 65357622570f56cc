import { DefaultAzureCredential, ManagedIdentityCredential, type TokenCredential } from '@azure/identity';

/** Activities are billed while they wait; the workflow tries again on durable timers. */
const retryOptions = { maxRetries: 1, retryDelayInMs: 200, maxRetryDelayInMs: 1000 };

/**
 * The app's identity. With `managedIdentity` that and no other: the default chain would go on to look for developers'
 * tools, after 17 seconds of retries, and hide why the identity endpoint refused. Without it, the default chain: on a
 * developer's machine whoever is logged in with the Azure CLI. `clientId` names a user-assigned identity. Asks for nothing
 * before the first token is needed.
 */
export function createCredential(clientId: string | null, managedIdentity = false): TokenCredential {
  if (managedIdentity)
    return clientId === null
      ? new ManagedIdentityCredential({ retryOptions })
      : new ManagedIdentityCredential({ clientId, retryOptions });
  return new DefaultAzureCredential(clientId === null ? {} : { managedIdentityClientId: clientId });
}
