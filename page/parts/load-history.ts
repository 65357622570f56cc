import type { Posture, Proof, ProofPage } from '../api/answers.ts';
import { askFor, nextPath } from '../api/ask.ts';
import { presentMs } from '../api/clock.ts';
import { clusterPath } from '../routing/addresses.ts';
import { dayMs, historyDays } from './history-days.ts';

const pageSize = 200;

/** More than a pool has that is proven every night and after each change. */
const mostPages = 5;

export interface History {
  /** The newest first. */
  proofs: Proof[];
  whole: boolean;
}

/** Loads the proofs of a pool of the last days. Throws as `ask` does. */
export async function loadHistory(
  { cluster, poolName }: Pick<Posture, 'cluster' | 'poolName'>,
  signal?: AbortSignal,
): Promise<History> {
  const since = new Date(presentMs() - historyDays * dayMs).toISOString().slice(0, 10);
  const proofs: Proof[] = [];
  const pools = `${clusterPath(cluster)}/nodePools/${encodeURIComponent(poolName)}`;
  let path: string | null = `${pools}/proofs?since=${since}T00:00:00.000Z&maxpagesize=${pageSize}`;
  for (let pages = 0; path && pages < mostPages; pages += 1) {
    const page: ProofPage = await askFor(path, signal ? { signal } : {});
    proofs.push(...page.value);
    path = nextPath(path, page.nextLink);
  }
  return { proofs, whole: path === null };
}
