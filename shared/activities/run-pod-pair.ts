import type { RuntimeClassSnapshot } from '../isolation/deployed-pair.ts';
import type { Ports } from '../ports/ports.ts';
import { deployPodPair, type PodPairDeployment } from './deploy-pod-pair.ts';
import { type PairWatchOrder, watchPodPair } from './watch-pod-pair.ts';

/** Which pair to run. */
export interface PairRunOrder extends Omit<PairWatchOrder, 'deployment'> {
  /** The RuntimeClass under test as somebody has read it already, before any Job was made; null where nobody has. */
  runtimeClass: RuntimeClassSnapshot | null;
  /** What an earlier call has made; null in the first. */
  deployment: PodPairDeployment | null;
}

/** What a watch of the pair showed, and what the pair was made of. */
export type PairRun = Awaited<ReturnType<typeof watchPodPair>> & { deployment: PodPairDeployment };

/**
 * Creates a pair unless an earlier call has, watches it for at most `watchMs`, and reads its node again when it has ended.
 * The orchestrator calls this again until the pair's deadline. Idempotent; throws coded errors.
 */
export async function runPodPair(
  ports: Pick<Ports, 'verification' | 'records'>,
  { runtimeClass, deployment, ...order }: PairRunOrder,
): Promise<PairRun> {
  const { watchMs: _watchMs, told: _told, ...pair } = order;
  const deployed = deployment ?? (await deployPodPair(ports.verification, pair, runtimeClass));
  return { ...(await watchPodPair(ports, { ...order, deployment: deployed })), deployment: deployed };
}
