import type { TokenCredential } from '@azure/identity';
import type { AzureLimits } from '../../outbound/limits.ts';

/**
 * How to reach the storage account: with a connection string, or with the app's identity and an endpoint. One of the
 * two is given.
 */
export interface StorageAccess {
  /** Of a storage account, or of the storage emulator on this machine. */
  connectionString: string | null;
  /** https URL of the table service, to be called with `credential`. */
  tablesEndpoint: string | null;
  credential: TokenCredential;
  /** Limits of one call; `tableLimits` and `blobLimits` when left out. */
  limits?: AzureLimits;
}
