import { TableClient } from '@azure/data-tables';
import { BlobServiceClient } from '@azure/storage-blob';
import { openStorageRoom } from './shared-azurite.ts';

/** Gives every test its own names in a storage account, and direct access to what was written there. */
export type OpenMemory = () => Memory;

export interface Memory {
  /** The access that the adapters need. */
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
  // The prefix has capitals, which the name of a table may have and that of a container may not.
  const tablePrefix = `Memory${room.tablePrefix}`;
  return {
    access: {
      connectionString,
      tablesEndpoint: null,
      blobsEndpoint: null,
      tablePrefix,
      // Requests are signed with the key of the connection string and need no identity.
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

/** Returns every text in every row of a table. */
export async function textOf(table: TableClient): Promise<string> {
  const rows: unknown[] = [];
  for await (const row of table.listEntities()) rows.push(row);
  return JSON.stringify(rows);
}

/** A secret that a careless message might contain. */
export const secret = 'AccountKey=Zm9vYmFyZm9vYmFyZm9vYmFyZm9vYmFyZm9vYmFyZm9vYmFyZm9vYmFyZm9vYmFy==';
