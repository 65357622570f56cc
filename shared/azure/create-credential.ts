import { DefaultAzureCredential, type TokenCredential } from '@azure/identity';

/**
 * The app's identity: its managed identity in Azure, and on a developer's machine whoever is logged in with the Azure CLI.
 * `clientId` names a user-assigned identity. Asks for nothing before the first token is needed.
 */
export function createCredential(clientId: string | null): TokenCredential {
  return new DefaultAzureCredential(clientId === null ? {} : { managedIdentityClientId: clientId });
}
