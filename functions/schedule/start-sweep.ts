import type { InvocationContext, Timer } from '@azure/functions';
import { type DurableClient, OrchestrationRuntimeStatus } from 'durable-functions';
import { measureFleet } from '../../shared/activities/measure-fleet.ts';
import { signMissing } from '../../shared/activities/sign-evidence.ts';
import { toFailure } from '../../shared/errors/failure.ts';
import { forgetProofsBefore } from '../../shared/evidence/forget-proofs-before.ts';
import { nameNight } from '../../shared/fleet/name-night.ts';
import { withinTime } from '../../shared/outbound/within-time.ts';
import { workingTimeMs } from '../../shared/plain/function-time.ts';
import { oneLine } from '../../shared/plain/one-line.ts';
import { judgeOpenRun, type RunLife } from '../../shared/runs/judge-open-run.ts';
import { purgeWindows } from '../../shared/runs/purge-windows.ts';
import { record } from '../../shared/tracing/record.ts';
import type { SweepInput } from '../../shared/workflow/fleet/sweep.ts';
import type { StalenessWatch } from '../../shared/workflow/fleet/watch-staleness.ts';
import { isUnderWay, readInstance, readInstanceStatus } from '../durable-client/instance-status.ts';
import { openClient } from '../durable-client/open-client.ts';
import { keepTaskHub, readTaskHub } from '../durable-client/read-task-hub.ts';
import { startUnlessUnderWay } from '../durable-client/start-unless-under-way.ts';
import { renderFleet } from '../telemetry/measure-activity.ts';
import { adapters, settings } from '../wiring/app.ts';

/**
 * Removes what runs left behind, closes runs that nothing executes any more, tells people about proofs that have grown
 * too old, and deletes history past its retention. Only one sweep runs at a time: what it does not reach waits for the
 * next firing.
 */
export async function startSweep(_timer: Timer, context: InvocationContext): Promise<void> {
  if (settings.telemetry) await measure(context);
  await signWaiting(context);
  const client = await openClient(context);
  const watch: StalenessWatch = { continuation: null, read: 0, stale: 0, retired: 0 };
  await startUnlessUnderWay(client, 'watchStaleness', 'watch-staleness', watch);
  const forgetBefore = new Date(Date.now() - settings.retentionDays * dayMs);
  const hub = await readTaskHub(client);
  const { namespace, pollMs, freshForMs, flapThreshold } = settings.workflow;
  const input: SweepInput = {
    ...(await listDeadRuns(client, hub)),
    closing: { ownNamespace: namespace === null, pollMs, freshForMs, flapThreshold },
    namespace,
    forgetBefore: forgetBefore.toISOString(),
    forgetProofsBefore: forgetProofsBefore(Date.now(), settings.retentionDays),
    ...((await isNightAtClusters(client)) && { clustersLater: true }),
  };
  await startUnlessUnderWay(client, 'sweep', 'sweep', input);
  await keepTaskHub(client, hub, Date.now() - (settings.durableRetentionDays * dayMs) / 2);
  // Last, because what has gathered over months may take long.
  await forgetInstances(client, context);
}

/** How long a night has the calls for credentials of its subscriptions for itself. After that the sweep shares them. */
const nightMs = 3 * 60 * 60_000;

/** Whether a night that is not older than that is under way. What does not answer is none. */
async function isNightAtClusters(client: DurableClient): Promise<boolean> {
  const now = Date.now();
  const names = [now, now - nightMs].map((atMs) => nameNight(new Date(atMs)));
  const nights = await Promise.all([...new Set(names)].map((name) => readInstance(client, name).catch(() => null)));
  return nights.some((night) => night && isUnderWay(night.status) && now - night.createdAtMs < nightMs);
}

/** Tells the sign of life, and how the fleet stands. The sweep goes on without. */
async function measure(context: InvocationContext): Promise<void> {
  record([{ name: 'kataproof.sweeps.begun', value: 1, attributes: {} }]);
  const now = new Date();
  try {
    record(renderFleet(await measureFleet(adapters.postures, now.toISOString()), now.getTime()));
  } catch (error) {
    context.warn(oneLine(`The fleet could not be measured: ${toFailure(error).message}`));
  }
}

/** Signs evidence that Key Vault could not sign when it was recorded. The sweep goes on without. */
async function signWaiting(context: InvocationContext): Promise<void> {
  if (!adapters.signer) return;
  try {
    const { signed, waiting, failure } = await withinTime(signingMs, () => signMissing(adapters));
    record([{ name: 'kataproof.evidence.unsigned', value: waiting, attributes: {} }]);
    if (signed > 0) context.log(oneLine(`${signed} records of evidence were signed that had waited for it.`));
    if (failure)
      context.error(
        oneLine(`${waiting} records of evidence wait for a signature (${failure.code}): ${failure.message}`),
      );
  } catch (error) {
    context.warn(oneLine(`Evidence that waits could not be signed: ${toFailure(error).message}`));
  }
}

/** How long the sweep waits for signatures; what is under way then ends by itself, and the next sweep goes on. */
const signingMs = 60_000;

const dayMs = 24 * 60 * 60_000;

/** Runs that one sweep closes. Their ids are in its input, which must stay small; the next sweep closes the others. */
const mostRuns = 200;

/** Finds the runs of this hub that have not ended although nothing executes them, or although their time is over. */
async function listDeadRuns(
  client: DurableClient,
  hub: string,
): Promise<Pick<SweepInput, 'abandonedRunIds' | 'expiredRunIds'>> {
  const dead = { abandoned: [] as string[], expired: [] as string[] };
  for (const run of await adapters.records.listOpenRuns()) {
    if (dead.abandoned.length + dead.expired.length >= mostRuns) break;
    const judged = judgeOpenRun(run, { hub, life: await readLife(client, run.runId), nowMs: Date.now() });
    if (judged) dead[judged].push(run.runId);
  }
  return { abandonedRunIds: dead.abandoned, expiredRunIds: dead.expired };
}

/** When Durable does not answer for an instance, the instance counts as alive, because it may still have work to do. */
async function readLife(client: DurableClient, runId: string): Promise<RunLife> {
  const status = await readInstanceStatus(client, runId).catch(() => 'Running');
  if (status === null) return 'absent';
  return isUnderWay(status) ? 'alive' : 'ended';
}

const ended = [
  OrchestrationRuntimeStatus.Completed,
  OrchestrationRuntimeStatus.Failed,
  OrchestrationRuntimeStatus.Terminated,
  OrchestrationRuntimeStatus.Canceled,
];

/** How long a purge is waited for: both together end within the time of an execution. */
const purgeMs = workingTimeMs / 2;

/**
 * Durable looks through all its instances to list some, so their number is kept small. Nothing here reads one that has
 * ended so long ago: what a run found out is in tables of its own.
 */
async function forgetInstances(client: DurableClient, context: InvocationContext): Promise<void> {
  let forgotten = 0;
  try {
    for (const { fromMs, toMs } of purgeWindows(Date.now(), settings.durableRetentionDays)) {
      const filter = { createdTimeFrom: new Date(fromMs), createdTimeTo: new Date(toMs), runtimeStatus: ended };
      // The host goes on with a purge that nobody waits for any more, and the next firing finds it done.
      const { instancesDeleted } = await withinTime(purgeMs, () => client.purgeInstanceHistoryBy(filter));
      forgotten += instancesDeleted;
    }
  } catch (error) {
    context.warn(oneLine(`The history of Durable Functions could not be purged: ${toFailure(error).message}`));
  }
  if (forgotten > 0) context.log(`${forgotten} instances of Durable Functions were forgotten.`);
}
