import type { RunSummary } from '../api/answers.ts';

/** What a run is for, in a few words. */
export function describeRun({ kind, poolName, cluster }: Pick<RunSummary, 'kind' | 'poolName' | 'cluster'>): string {
  const what = kind === 'provisioning' ? 'New pool' : 'Proof of pool';
  return poolName === null ? `Proof of every Kata node of ${cluster.name}` : `${what} ${poolName} in ${cluster.name}`;
}

/** Who or what started a run. */
export function describeOrigin(origin: RunSummary['startedBy']): string {
  if (origin === null) return 'an older version, which did not say';
  if (origin.by === 'night') return 'the nightly check';
  if (origin.by === 'event') return `an event of the cluster (${origin.eventKind})`;
  return origin.principal?.name ?? origin.principal?.id ?? 'a caller with a key';
}

/** The status of a run in a word that is not mistaken for its verdict. */
export const statusWords: Record<RunSummary['status'], string> = {
  NotStarted: 'Accepted',
  Running: 'Running',
  Succeeded: 'Ended with a verdict',
  Failed: 'Failed',
  Canceled: 'Canceled',
};
