import type { InvocationContext, Timer } from '@azure/functions';
import { nameNight } from '../../shared/fleet/name-night.ts';
import { dueWithinMs } from '../../shared/fleet/select-due-pools.ts';
import { asRecord } from '../../shared/plain/as-record.ts';
import type { WorkflowOptions } from '../../shared/runs/requests.ts';
import { type FleetInput, noProgress } from '../../shared/workflow/fleet/prove-fleet.ts';
import { isUnderWay, readInstance, readInstanceStatus } from '../durable-client/instance-status.ts';
import { openClient } from '../durable-client/open-client.ts';
import { settings } from '../wiring/app.ts';
import { readWorkflowOptions } from '../wiring/workflow-options.ts';

/**
 * Proves the pools of the fleet that are due. The orchestration is named after its UTC day: a second firing on the same
 * day, as timers may do after a restart, starts nothing, unless the night died or lost a part of the fleet. Nothing is
 * started either while yesterday's orchestration still runs, because it proves the same pools.
 */
export async function startNight(_timer: Timer, context: InvocationContext): Promise<void> {
  const { subscriptions } = settings.fleet;
  if (subscriptions.length === 0) return context.log('There is no fleet: KATAPROOF_FLEET_SUBSCRIPTIONS is not set.');
  const client = await openClient(context);
  const now = new Date();
  const fleetId = nameNight(now);
  if (!mayBegin(await readInstance(client, fleetId))) return context.log(`${fleetId} has begun already.`);
  const before = nameNight(new Date(now.getTime() - dayMs));
  if (isUnderWay(await readInstanceStatus(client, before))) return context.warn(`${before} is still under way.`);
  const input = createInput(fleetId, now, await readWorkflowOptions(client));
  await client.startNew('proveFleet', { instanceId: fleetId, input });
}

/** Whether a night has still to be begun, or to be begun again because the first was not carried out to its end. */
function mayBegin(night: { status: string; output: unknown } | null): boolean {
  if (night === null) return true;
  if (isUnderWay(night.status)) return false;
  // What does not say that it lost something, lost nothing: an earlier version did not count that.
  return night.status !== 'Completed' || Number(asRecord(night.output)['lost'] ?? 0) > 0;
}

const dayMs = 24 * 60 * 60_000;

function createInput(fleetId: string, now: Date, options: WorkflowOptions): FleetInput {
  const { subscriptions, resourceGroups, tag, parallelClusters } = settings.fleet;
  return {
    fleetId,
    startedAt: now.toISOString(),
    subscriptions,
    resourceGroups,
    tag,
    parallelClusters,
    dueWithinMs,
    policy: settings.sandboxPolicy,
    options,
    progress: noProgress,
  };
}
