import type { Ports } from '../ports/ports.ts';
import type { PairObservation } from '../ports/verification-cluster.ts';
import { buildPair, type PodPairDeployment, type PodPairOrder } from './deploy-pod-pair.ts';
import { readCancelRequest } from './read-cancel-request.ts';

/** Which pair to watch, and for how long. */
export interface PairWatchOrder extends PodPairOrder {
  deployment: PodPairDeployment;
  watchMs: number;
  /** Ids of the troubles that the run has told already; null when it tells no more. */
  told: string[] | null;
}

/** Time between two looks at the run's record, and how long a watch that is cancelled may take to end, in milliseconds. */
export interface CancelLooks {
  everyMs: number;
  endsWithinMs: number;
}

/**
 * Watches a pair for at most `watchMs`, and sees within seconds that the run is cancelled. Then it returns what is known
 * at once, even if the cluster does not answer. A pair that ends sooner costs no look at the run's record. Throws coded
 * errors.
 */
export async function watchPodPair(
  { verification, records }: Pick<Ports, 'verification' | 'records'>,
  { cluster, deployment, watchMs, told, ...options }: PairWatchOrder,
  { everyMs, endsWithinMs }: CancelLooks = { everyMs: 5_000, endsWithinMs: 2_000 },
): Promise<PairObservation & { cancelRequested: boolean }> {
  const stop = new AbortController();
  const { names, nonce, runId } = options;
  const isCancelled = () => readCancelRequest(records, runId).then(({ cancelRequested }) => cancelRequested);
  const pair = { names, nodeName: options.nodeName, nonce, jobs: buildPair(options), ...deployment };
  const watching = verification.watchPodPair(cluster, pair, { timeoutMs: watchMs, told, signal: stop.signal });
  let timer: ReturnType<typeof setTimeout> | undefined;
  const pause = (ms: number) => new Promise<void>((resolve) => (timer = setTimeout(resolve, ms)));
  let ended = false;
  async function looking(): Promise<null> {
    do await pause(everyMs);
    while (!(await isCancelled()) && !ended);
    // The watch may end in the middle of a look, and nobody looks on after it.
    if (ended) return null;
    stop.abort();
    await pause(endsWithinMs);
    return null;
  }
  try {
    const seen = await Promise.race([watching, looking()]);
    if (seen) return { ...seen, cancelRequested: stop.signal.aborted };
    watching.catch(() => undefined);
    return { ...nothingSeen, cancelRequested: true };
  } finally {
    ended = true;
    clearTimeout(timer);
  }
}

const nothingSeen: PairObservation = {
  pair: { state: 'running', waitingFor: 'the cluster', troubles: [] },
  sandboxed: null,
  ordinary: null,
  after: null,
};
