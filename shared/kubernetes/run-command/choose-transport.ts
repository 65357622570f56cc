import type { ClusterReference } from '../../clusters/cluster-reference.ts';
import { storageKey } from '../../clusters/keys.ts';
import type { RunCommandPolicy } from '../../clusters/transport.ts';
import { KataproofError } from '../../errors/kataproof-error.ts';
import { createRecentlyUsed } from '../../plain/recently-used.ts';
import type { ClusterCommands } from '../../ports/cluster-commands.ts';
import type { TransportChoice } from '../../ports/verification-cluster.ts';
import { judgeTransport } from '../../preflight/judge-transport.ts';
import { toClusterError } from '../connection/cluster-error.ts';

/** A choice holds for this long where no run has made one of its own. */
const keptForMs = 10 * 60_000;
const keptChoices = 200;

export interface ChoiceOptions {
  policy: RunCommandPolicy;
  commands: Pick<ClusterCommands, 'readAccess'>;
  /** Calls the API server over the network. */
  probe: (cluster: ClusterReference) => Promise<unknown>;
  /** Milliseconds before each further try. */
  triesAfterMs: readonly number[];
  /** Milliseconds since the epoch. */
  now: () => number;
}

/** Finds out how clusters are reached, and remembers it for whoever asks without a choice of their own. */
export function createTransportChoice({ policy, commands, probe, triesAfterMs, now }: ChoiceOptions) {
  const kept = createRecentlyUsed<{ choice: TransportChoice; atMs: number }>(keptChoices, () => undefined);

  async function choose(cluster: ClusterReference): Promise<TransportChoice> {
    const unreached = policy === 'never' ? null : await tryToReach(cluster, probe, triesAfterMs);
    const choice: TransportChoice = unreached
      ? orThrow(judgeTransport({ policy, access: await commands.readAccess(cluster), unreached: unreached.message }))
      : { transport: 'kubernetes-api', reason: null };
    kept.set(storageKey(cluster), { choice, atMs: now() });
    return choice;
  }

  return {
    choose,
    async recall(cluster: ClusterReference): Promise<TransportChoice> {
      if (policy === 'never') return { transport: 'kubernetes-api', reason: null };
      const known = kept.get(storageKey(cluster));
      return known && now() - known.atMs < keptForMs ? known.choice : choose(cluster);
    },
  };
}

/** The error with which an API server that is not reached fails again and again; null for any other end. */
async function tryToReach(
  cluster: ClusterReference,
  probe: ChoiceOptions['probe'],
  triesAfterMs: readonly number[],
): Promise<KataproofError | null> {
  for (const pauseMs of [...triesAfterMs, null]) {
    try {
      await probe(cluster);
      return null;
    } catch (error) {
      const coded = toClusterError(error);
      // Whoever refuses has been reached, and a wrong certificate is no reason for another way.
      if (coded.code !== 'ClusterUnreachable') return null;
      if (pauseMs === null) return coded;
      await new Promise((resolve) => setTimeout(resolve, pauseMs));
    }
  }
  return null;
}

function orThrow(judged: ReturnType<typeof judgeTransport>): TransportChoice {
  if (judged.transport !== null) return judged;
  throw new KataproofError(judged.code, judged.message);
}
