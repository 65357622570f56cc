import { z } from 'zod';
import type { ClusterReference } from '../clusters/cluster-reference.ts';
import { escapeKey, storageKey } from '../clusters/keys.ts';
import type { ChangeClaims } from '../ports/change-claims.ts';
import { retryLostRace } from './access/retry-lost-race.ts';
import type { StorageAccess } from './access/storage-access.ts';
import { fromColumns, toColumns } from './tables/json-columns.ts';
import { openTable } from './tables/open-table.ts';
import { parseRow } from './tables/stored-rows.ts';
import { boundedTableKey } from './tables/table-key.ts';
import { begunPartition, tableSuffix } from './tables/table-layout.ts';
import { readEntity } from './tables/table-rows.ts';
import { createRow, type Keys, writeUnchangedRow } from './tables/write-row.ts';

const claimRow = z.object({ runId: z.string() });
const seenRow = z.object({ state: z.string(), eTag: z.string().nullable(), changeKey: z.string() });
const begunRow = z.object({ executionToken: z.string() });

/**
 * Implements ChangeClaims in the table `<prefix>claims`: claims and seen states (one partition per cluster), and runs that have
 * begun (one partition). The first to create a row wins; all others read that row.
 */
export function createChangeClaims(access: StorageAccess & { tablePrefix: string }): ChangeClaims {
  const claims = openTable(access, `${access.tablePrefix}${tableSuffix.claims}`);
  return {
    claimChange: ({ cluster, poolName, changeKey, runId, at }) =>
      claims.use((client) =>
        retryLostRace('The claim of a change', async () => {
          const rowKey = boundedTableKey(`${poolName.toLowerCase()}|${changeKey}`);
          const keys = { partitionKey: storageKey(cluster), rowKey };
          const columns = toColumns({ cluster, poolName, changeKey, runId, at });
          if (await createRow(client, keys, columns)) return { runId, first: true };
          const kept = parseRow(claimRow, fromColumns(await client.getEntity(keys.partitionKey, rowKey)), rowKey);
          // If the row is our own, this is a repeated try whose first answer was lost.
          return { runId: kept.runId, first: kept.runId === runId };
        }),
      ),

    readSeen: (cluster, poolName) =>
      claims.use(async (client) => {
        const { partitionKey, rowKey } = seenKeys(cluster, poolName);
        const row = await readEntity(client, partitionKey, rowKey);
        if (!row) return { value: null, eTag: null };
        return { value: parseRow(seenRow, fromColumns(row), rowKey), eTag: row.etag ?? null };
      }),

    writeSeen: ({ cluster, poolName, seen, at }, eTag) =>
      claims.use(async (client) => {
        const columns = toColumns({ cluster, poolName, ...seen, at });
        return { written: await writeUnchangedRow(client, seenKeys(cluster, poolName), columns, eTag) };
      }),

    beginRun: (runId, executionToken) =>
      claims.use((client) =>
        retryLostRace('The beginning of a run', async () => {
          const keys = { partitionKey: begunPartition, rowKey: escapeKey(runId) };
          if (await createRow(client, keys, toColumns({ executionToken }))) return { mine: true };
          const row = await client.getEntity(keys.partitionKey, keys.rowKey);
          return { mine: parseRow(begunRow, fromColumns(row), `of run ${runId}`).executionToken === executionToken };
        }),
      ),
  };
}

/** Change keys are hexadecimal, so this row is none of theirs. */
function seenKeys(cluster: ClusterReference, poolName: string): Keys {
  return { partitionKey: storageKey(cluster), rowKey: boundedTableKey(`${poolName.toLowerCase()}|seen`) };
}
