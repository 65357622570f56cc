import type { StorageAccess } from '../../../shared/storage/access/storage-access.ts';
import { createAlertStates } from '../../../shared/storage/tables-alert-states.ts';
import { createPostures } from '../../../shared/storage/tables-postures.ts';
import { createProofChains } from '../../../shared/storage/tables-proof-chains.ts';
import { createRunRecords } from '../../../shared/storage/tables-run-records.ts';
import { clusterOfRow, samplePool, sampleRunId } from './sample-rows.ts';

interface Page {
  limit: number;
  continuation: string | null;
}

/** What one list gives for a page. */
type List = (page: Page) => Promise<{ items: number; continuation: string | null }>;

/** A moment after which the sample has most of its runs. */
const since = '2026-01-01T00:30:00.000Z';

/** Every list of the API that has pages, with each of its filters that is answered by keys. */
export function openLists(access: StorageAccess & { tablePrefix: string }): Record<string, List> {
  const records = createRunRecords(access);
  const postures = createPostures(access);
  const alerts = createAlertStates(access);
  const chains = createProofChains(access);
  const runs = (filter = {}): List => {
    return async (page) => count(await records.listRuns({ ...page, filter }), 'runs');
  };
  const deliveries = (filter = {}): List => {
    return async (page) => count(await alerts.listDeliveries({ ...page, filter }), 'deliveries');
  };
  return {
    runs: runs(),
    'runs since a moment': runs({ since }),
    'runs under way': runs({ status: 'running' }),
    'nodes of a run': async (page) => count(await records.listNodePage(sampleRunId, page), 'nodes'),
    postures: async (page) => count(await postures.listPostures(page), 'postures'),
    'postures of a cluster': async (page) =>
      count(await postures.listPostures({ ...page, filter: { cluster: clusterOfRow(9) } }), 'postures'),
    alerts: deliveries(),
    'queued alerts': deliveries({ state: 'queued' }),
    'sent alerts': deliveries({ state: 'sent' }),
    'dead alerts': deliveries({ state: 'dead' }),
    'proofs of a pool': async (page) => count(await chains.listProofs(clusterOfRow(0), samplePool, page), 'proofs'),
    'pools of a listed cluster': async () => {
      return { items: (await postures.listClusterPostures(clusterOfRow(9))).length, continuation: null };
    },
  };
}

function count<K extends string>(page: { continuation: string | null } & Record<K, unknown[]>, items: K) {
  return { items: page[items].length, continuation: page.continuation };
}
