import { createHash } from 'node:crypto';
import type { TableClient } from '@azure/data-tables';
import { z } from 'zod';
import { isStatus } from '../errors/parse-rest-error.ts';
import type { KeptClaim, RunClaim, RunClaims } from '../ports/run-claims.ts';
import { retryLostRace } from './access/retry-lost-race.ts';
import type { StorageAccess } from './access/storage-access.ts';
import { fromColumns, toColumns } from './tables/json-columns.ts';
import { openTable } from './tables/open-table.ts';
import { parseRow } from './tables/stored-rows.ts';
import { boundedTableKey } from './tables/table-key.ts';
import { startPartition, tableSuffix } from './tables/table-layout.ts';
import { type Row, readEntity } from './tables/table-rows.ts';
import { createRow, type Keys, writeUnchangedRow } from './tables/write-row.ts';

const claimRow = z.object({ runId: z.string(), fingerprint: z.string(), at: z.string() }) satisfies z.ZodType<RunClaim>;

interface StoredClaim {
  claim: RunClaim;
  eTag: string | null;
}

/**
 * Implements RunClaims in the table `<prefix>claims`, in 256 partitions of their own. Inserting a row is the gate: of
 * all who try, Azure Tables let one succeed. Retention removes a claim by its column `at`.
 */
export function createRunClaims(access: StorageAccess & { tablePrefix: string }): RunClaims {
  const table = openTable(access, `${access.tablePrefix}${tableSuffix.claims}`);
  return {
    readClaim: (key) => table.use(async (client) => (await findStored(client, key))?.claim ?? null),

    claimRun: (key, claim) =>
      table.use((client) =>
        retryLostRace('The claim of a run', async () => {
          if (await createRow(client, keysOf(key), toColumns({ ...claim }))) return { ...claim, first: true };
          return toKept((await readStored(client, key)).claim, claim);
        }),
      ),

    claimAfter: (key, ended, claim) =>
      table.use((client) =>
        retryLostRace('The claim of a run', async () => {
          const kept = await findStored(client, key);
          if (kept && kept.claim.runId !== ended) return toKept(kept.claim, claim);
          const written = await writeUnchangedRow(client, keysOf(key), toColumns({ ...claim }), kept?.eTag ?? null);
          return written ? { ...claim, first: true } : toKept((await readStored(client, key)).claim, claim);
        }),
      ),

    releaseRun: (key, runId) =>
      table.use(async (client) => {
        const kept = await findStored(client, key);
        if (kept?.claim.runId !== runId) return;
        const { partitionKey, rowKey } = keysOf(key);
        await client.deleteEntity(partitionKey, rowKey, { etag: kept.eTag ?? '*' }).catch((error: unknown) => {
          // Somebody else has removed it, or claimed the key for another run.
          if (!isStatus(error, 404) && !isStatus(error, 412)) throw error;
        });
      }),
  };
}

/** Throws the service's 404 where there is no such row. */
async function readStored(client: TableClient, key: string): Promise<StoredClaim> {
  const { partitionKey, rowKey } = keysOf(key);
  return parseStored(await client.getEntity(partitionKey, rowKey), rowKey);
}

async function findStored(client: TableClient, key: string): Promise<StoredClaim | null> {
  const { partitionKey, rowKey } = keysOf(key);
  const row = await readEntity(client, partitionKey, rowKey);
  return row && parseStored(row, rowKey);
}

function parseStored(row: Row, rowKey: string): StoredClaim {
  return { claim: parseRow(claimRow, fromColumns(row), `of the claim ${rowKey}`), eTag: row.etag ?? null };
}

/** If the row is our own, this is a repeated try whose first answer was lost. */
function toKept(kept: RunClaim, ours: RunClaim): KeptClaim {
  return { ...kept, first: kept.runId === ours.runId };
}

/**
 * Spreads claims over many partitions by their hash, because one partition takes only 2,000 rows a second ("Scalability
 * and performance targets for Table storage").
 */
function keysOf(key: string): Keys {
  const hash = createHash('sha256').update(key).digest('hex');
  return { partitionKey: `${startPartition}-${hash.slice(0, 2)}`, rowKey: boundedTableKey(key) };
}
