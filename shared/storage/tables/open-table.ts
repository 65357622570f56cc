import { TableClient, type TableServiceClientOptions } from '@azure/data-tables';
import { KataproofError } from '../../errors/kataproof-error.ts';
import { parseRestError } from '../../errors/parse-rest-error.ts';
import { boundAzureClient } from '../../outbound/bound-azure-client.ts';
import { tableLimits } from '../../outbound/limits.ts';
import type { StorageAccess } from '../access/storage-access.ts';
import { toStorageError } from '../access/storage-error.ts';

/** A table that is created at its first use. */
export interface Table {
  /**
   * Creates the table if need be and calls `act`; once more where the table turns out to have been deleted meanwhile. Throws
   * coded errors.
   */
  use<T>(act: (client: TableClient) => Promise<T>): Promise<T>;
}

/** Few and short retries: activities are billed while they wait, and the workflow retries on durable timers. */
const retryOptions = { maxRetries: 2, retryDelayInMs: 200, maxRetryDelayInMs: 2000 };

/**
 * Prepares access to a table; makes no request before the first use. Throws InvalidSettings without a connection string
 * and an endpoint. Each call of the client has its time, with its retries.
 */
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
        return await act(client).catch(async (error: unknown) => {
          // Somebody has deleted the table since; what stood in it is gone, and what comes next is not.
          if (!isGone(error)) throw error;
          created = null;
          await ensureCreated();
          return act(client);
        });
      } catch (error) {
        throw toStorageError(error);
      }
    },
  };
}

function isGone(error: unknown): boolean {
  const facts = parseRestError(error, 0);
  return facts.kind === 'answered' && facts.code === 'TableNotFound';
}

function createClient(access: StorageAccess, tableName: string): TableClient {
  const { connectionString, tablesEndpoint, credential } = access;
  const options: TableServiceClientOptions = {
    ...boundAzureClient('The table service', 'tables', access.limits ?? tableLimits),
    retryOptions,
  };
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

/** Plain http is only for the storage emulator on this machine; the client refuses it for any other host. */
function isLoopback(connectionString: string): boolean {
  return /TableEndpoint=http:\/\/(127\.0\.0\.1|localhost|\[::1\])[:/]/i.test(connectionString);
}
