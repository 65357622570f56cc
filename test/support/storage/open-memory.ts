import { TableClient } from '@azure/data-tables';
import { BlobServiceClient } from '@azure/storage-blob';
import { openStorageRoom } from './shared-azurite.ts';

/** Gives every test a storage account of its own, as far as names go, and a way to what was written there. */
export type OpenMemory = () => Memory;

export interface Memory {
  /** What the adapters take. */
  access: {
    connectionString: string;
    tablesEndpoint: null;
    blobsEndpoint: null;
    tablePrefix: string;
    credential: { getToken(): Promise<never> };
  };
  table(suffix: string): TableClient;
  container(): ReturnType<BlobServiceClient['getContainerClient']>;
}

export function openMemory(): Memory {
  const room = openStorageRoom();
  const { connectionString } = room;
  // Capitals, which a table's name may have and a container's may not.
  const tablePrefix = `Memory${room.tablePrefix}`;
  return {
    access: {
      connectionString,
      tablesEndpoint: null,
      blobsEndpoint: null,
      tablePrefix,
      // Signed requests need no identity: the connection string's key signs them.
      credential: { getToken: () => Promise.reject(new Error('Nobody should ask for a token.')) },
    },
    table: (suffix) =>
      TableClient.fromConnectionString(connectionString, `${tablePrefix}${suffix}`, { allowInsecureConnection: true }),
    container: () =>
      BlobServiceClient.fromConnectionString(connectionString).getContainerClient(
        `${tablePrefix.toLowerCase()}-evidence`,
      ),
  };
}

/** Every text in every row of a table. */
export async function textOf(table: TableClient): Promise<string> {
  const rows: unknown[] = [];
  for await (const row of table.listEntities()) rows.push(row);
  return JSON.stringify(rows);
}

/** What a careless message may hold. */
export const secret = 'AccountKey=Zm9vYmFyZm9vYmFyZm9vYmFyZm9vYmFyZm9vYmFyZm9vYmFyZm9vYmFyZm9vYmFy==';
