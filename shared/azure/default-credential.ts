import { DefaultAzureCredential, type TokenCredential } from '@azure/identity';

/** The default chain of `@azure/identity`. `clientId` names a user-assigned identity. */
export function createDefaultCredential(clientId: string | null): TokenCredential {
  return new DefaultAzureCredential(clientId === null ? {} : { managedIdentityClientId: clientId });
}
