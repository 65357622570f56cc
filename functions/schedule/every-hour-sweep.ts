import { app, type InvocationContext, type Timer } from '@azure/functions';
import * as df from 'durable-functions';
import { toFailure } from '../../shared/errors/failure.ts';
import { oneLine } from '../../shared/plain/one-line.ts';
import type { SweepInput } from '../../shared/workflow/fleet/sweep.ts';
import type { StalenessWatch } from '../../shared/workflow/fleet/watch-staleness.ts';
import { isUnderWay, readInstanceStatus, startUnlessUnderWay } from '../durable-client/instance-status.ts';
import { adapters, settings } from '../wiring/app.ts';

/**
 * Removes what runs left behind, closes runs that nothing executes any more, tells people about proofs that have grown
 * too old, and deletes history past its retention. Only one sweep runs at a time: what it does not reach waits for the
 * next firing.
 */
app.timer('everyHourSweep', {
  schedule: settings.sweepSchedule,
  extraInputs: [df.input.durableClient()],
  handler: startSweep,
});

async function startSweep(_timer: Timer, context: InvocationContext): Promise<void> {
  const client = df.getClient(context);
  const watch: StalenessWatch = { continuation: null, read: 0, stale: 0, retired: 0 };
  await startUnlessUnderWay(client, 'watchStaleness', 'watch-staleness', watch);
  const forgetBefore = new Date(Date.now() - settings.retentionDays * dayMs);
  await forgetInstances(client, forgetBefore, context);
  const { namespace, pollMs, freshForMs, flapThreshold } = settings.workflow;
  const input: SweepInput = {
    ...(await listDeadRuns(client)),
    closing: { ownNamespace: namespace === null, pollMs, freshForMs, flapThreshold },
    forgetBefore: forgetBefore.toISOString(),
  };
  await startUnlessUnderWay(client, 'sweep', 'sweep', input);
}

const dayMs = 24 * 60 * 60_000;

/**
 * A run is recorded a moment before its orchestration starts, so a very young run without an instance is not abandoned.
 */
const settlingMs = 5 * 60_000;

/** Runs that one sweep closes. Their ids are in its input, which must stay small; the next sweep closes the others. */
const mostRuns = 200;

/** Finds the runs that have not ended although nothing executes them, and those that are executed past their expiry. */
async function listDeadRuns(client: df.DurableClient): Promise<Pick<SweepInput, 'abandonedRunIds' | 'expiredRunIds'>> {
  const dead: Pick<SweepInput, 'abandonedRunIds' | 'expiredRunIds'> = { abandonedRunIds: [], expiredRunIds: [] };
  for (const run of await adapters.records.listOpenRuns()) {
    if (dead.abandonedRunIds.length + dead.expiredRunIds.length >= mostRuns) break;
    const life = await readLife(client, run.runId);
    if (life === 'alive' && Date.parse(run.expiresAt) <= Date.now()) dead.expiredRunIds.push(run.runId);
    if (life === 'ended') dead.abandonedRunIds.push(run.runId);
    if (life === 'absent' && Date.now() - Date.parse(run.startedAt) >= settlingMs) dead.abandonedRunIds.push(run.runId);
  }
  return dead;
}

/** When Durable does not answer for an instance, the instance counts as alive, because it may still have work to do. */
async function readLife(client: df.DurableClient, runId: string): Promise<'alive' | 'ended' | 'absent'> {
  const status = await readInstanceStatus(client, runId).catch(() => 'Running');
  if (status === null) return 'absent';
  return isUnderWay(status) ? 'alive' : 'ended';
}

/**
 * Bounds one purge call. Every firing purges what has become too old since the last one; a window of many days also
 * covers firings that were missed.
 */
const purgeWindowMs = 30 * dayMs;

const ended = [
  df.OrchestrationRuntimeStatus.Completed,
  df.OrchestrationRuntimeStatus.Failed,
  df.OrchestrationRuntimeStatus.Terminated,
  df.OrchestrationRuntimeStatus.Canceled,
];

async function forgetInstances(client: df.DurableClient, before: Date, context: InvocationContext): Promise<void> {
  try {
    const createdTimeFrom = new Date(before.getTime() - purgeWindowMs);
    const filter = { createdTimeFrom, createdTimeTo: before, runtimeStatus: ended };
    const { instancesDeleted } = await client.purgeInstanceHistoryBy(filter);
    if (instancesDeleted > 0) context.log(`${instancesDeleted} instances of Durable Functions were forgotten.`);
  } catch (error) {
    context.warn(oneLine(`The history of Durable Functions could not be purged: ${toFailure(error).message}`));
  }
}
