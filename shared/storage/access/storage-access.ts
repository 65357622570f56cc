import type { TokenCredential } from '@azure/identity';

/** How to speak to the storage account: a connection string or, with the app's identity, an endpoint. */
export interface StorageAccess {
  /** Of an account, or of the storage emulator on this machine. */
  connectionString: string | null;
  /** https URL of the table service, spoken to with `credential`. One of the two is given. */
  tablesEndpoint: string | null;
  credential: TokenCredential;
}
