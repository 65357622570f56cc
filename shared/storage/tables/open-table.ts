import { TableClient, type TableServiceClientOptions } from '@azure/data-tables';
import { KataproofError } from '../../errors/kataproof-error.ts';
import type { StorageAccess } from '../access/storage-access.ts';
import { toStorageError } from '../access/storage-error.ts';

/** A table that is created when it is first used. */
export interface Table {
  /** Does something with the table; what the service refuses comes out as a coded error. */
  use<T>(act: (client: TableClient) => Promise<T>): Promise<T>;
}

/** Few and short: activities are billed while they wait, and durable timers retry what stays down. */
const retryOptions = { maxRetries: 2, retryDelayInMs: 200, maxRetryDelayInMs: 2000 };

export function openTable(access: StorageAccess, tableName: string): Table {
  const client = createClient(access, tableName);
  let created: Promise<void> | null = null;
  const ensureCreated = () => {
    created ??= client.createTable().catch((error: unknown) => {
      created = null;
      throw error;
    });
    return created;
  };
  return {
    async use(act) {
      try {
        await ensureCreated();
        return await act(client);
      } catch (error) {
        throw toStorageError(error);
      }
    },
  };
}

function createClient(access: StorageAccess, tableName: string): TableClient {
  const { connectionString, tablesEndpoint, credential } = access;
  const options: TableServiceClientOptions = { retryOptions };
  if (connectionString)
    return TableClient.fromConnectionString(connectionString, tableName, {
      ...options,
      allowInsecureConnection: isLoopback(connectionString),
    });
  if (tablesEndpoint) return new TableClient(tablesEndpoint, tableName, credential, options);
  throw new KataproofError(
    'InvalidSettings',
    'The history needs a connection string or an endpoint of a storage account.',
  );
}

/** Plain http is for the storage emulator on this machine; anywhere else the client refuses it. */
function isLoopback(connectionString: string): boolean {
  return /TableEndpoint=http:\/\/(127\.0\.0\.1|localhost|\[::1\])[:/]/i.test(connectionString);
}
