import { countChecks, whyRefused } from '../../preflight/conclude-preflight.ts';
import { cancellation, preflightFailed } from '../../runs/conclude-run.ts';
import type { ProvisioningInput } from '../../runs/requests.ts';
import type { Story } from '../story.ts';
import { askWithin, type Pause, type Stretch } from '../typed-call.ts';

/** The checks wait for nobody for long, and what they do not find out, the run does. */
const patienceMs = 60_000;

/**
 * Looks for what would fail later, before anything is written, and records the table. Returns why the run must end here:
 * a check failed, or somebody cancelled the run. Null when the run goes on. May be called again later in a run: the last
 * table stands. A run of a release that knew no preflight, or whose caller skips it, is not checked.
 */
export function* checkBeforehand(
  story: Story,
  { runId, cluster, pool, newCluster, preflight = 'skip', options }: ProvisioningInput,
  pause: Pause,
): Stretch<{ code: string; message: string } | null> {
  if (preflight === 'skip') return null;
  story.note('Checking everything beforehand', { percent: 1 });
  const { namespace, runtimeClassName, probeImage, parallelNodes, runCommand } = options;
  const ask = askWithin(story, patienceMs, 5_000, pause);
  const asked = { runId, cluster, pool, ...(newCluster && { newCluster }), poolName: null };
  const order = {
    ...asked,
    options: { namespace, runtimeClassName, probeImage, parallelNodes, ...(runCommand && { runCommand }) },
  };
  const checked = yield* ask('runPreflight', order);
  if (!checked.ok) {
    if (checked.failure.code === cancellation.code) return cancellation;
    story.note('Nothing could be checked beforehand', { detail: checked.failure.message, isPast: true });
    return story.isCancelled() ? cancellation : null;
  }
  const { checks } = checked.value;
  const detail = countChecks(checks);
  story.note('Checked beforehand', { percent: 3, detail, change: { preflight: checks } });
  if (story.isCancelled()) return cancellation;
  const message = whyRefused(checks);
  return message === null ? null : { code: preflightFailed, message };
}
