import type { OrchestrationContext } from 'durable-functions';
import type { ReachedCluster } from '../../clusters/transport.ts';
import type { RunScope } from '../../runs/requests.ts';
import type { Story } from '../story.ts';
import { askWithin, type Pause, type Stretch } from '../typed-call.ts';

/** How long a cluster that nobody reaches is tried: one that is down for a moment comes back meanwhile. */
const patienceMs = 2 * 60_000;

/**
 * Finds out, once for the run, how its cluster is reached; from then on the cluster carries the answer with it. Where none
 * is found, the steps that follow tell why. Nothing is asked where settings allow one way only.
 */
export function* chooseTransport(
  context: OrchestrationContext,
  story: Story,
  { cluster, options }: Pick<RunScope, 'cluster' | 'options'>,
  pause: Pause,
): Stretch<ReachedCluster> {
  if ((options.runCommand ?? 'never') === 'never') return cluster;
  const chosen = yield* askWithin(context, patienceMs, 3_000, pause)('chooseTransport', { cluster });
  if (!chosen.ok) return cluster;
  const { transport, reason } = chosen.value;
  if (transport === 'run-command')
    yield* story.tell('The cluster is reached by commands that Azure runs in it', {
      detail: reason ?? '',
      change: { transport },
    });
  return { ...cluster, transport };
}
