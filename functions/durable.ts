import { randomUUID } from 'node:crypto';
import type { DurableClient, OrchestrationHandler } from 'durable-functions';
import { app, getClient, input } from 'durable-functions';
import { type Activities, createActivities, createHostActivities } from '../shared/activities/create-activities.ts';
import type { ActivityHost } from '../shared/activities/start-proof.ts';
import { proveChanges } from '../shared/workflow/changes/prove-changes.ts';
import { closeDeadRun } from '../shared/workflow/fleet/close-dead-run.ts';
import { proveFleet } from '../shared/workflow/fleet/prove-fleet.ts';
import { proveFleetCluster } from '../shared/workflow/fleet/prove-fleet-cluster.ts';
import { proveFleetLane } from '../shared/workflow/fleet/prove-fleet-lane.ts';
import { sweep } from '../shared/workflow/fleet/sweep.ts';
import { watchStaleness } from '../shared/workflow/fleet/watch-staleness.ts';
import { nameTaskHub } from '../shared/workflow/name-task-hub.ts';
import { proveCluster } from '../shared/workflow/runs/prove-cluster.ts';
import { proveNode } from '../shared/workflow/runs/prove-node.ts';
import { proveNodeChunk } from '../shared/workflow/runs/prove-node-chunk.ts';
import { provisionAndProve } from '../shared/workflow/runs/provision-and-prove.ts';
import { startUnlessRunning } from './durable-client/start-unless-running.ts';
import { terminateIfThere } from './durable-client/terminate-if-there.ts';
import { measured } from './telemetry/measured.ts';
import { adapters } from './wiring/app.ts';

const orchestrators: Record<string, OrchestrationHandler> = {
  proveChanges,
  provisionAndProve,
  proveCluster,
  proveNode,
  proveNodeChunk,
  proveFleet,
  proveFleetCluster,
  proveFleetLane,
  watchStaleness,
  sweep,
  closeDeadRun,
  nameTaskHub,
};

for (const [name, handler] of Object.entries(orchestrators)) app.orchestration(name, handler);

for (const [name, activity] of Object.entries(createActivities(adapters)))
  app.activity(name, { handler: measured(name as keyof Activities, activity) });

for (const name of ['startProof', 'terminateRun', 'awaitQuiet'] satisfies (keyof ReturnType<
  typeof createHostActivities
>)[])
  app.activity(name, {
    extraInputs: [input.durableClient()],
    handler: (order, context) => createHostActivities(hostOf(getClient(context)))[name](order),
  });

/** What activities need from the Functions host that runs them. */
function hostOf(client: DurableClient): ActivityHost {
  return {
    startInstance: (orchestrator, instanceId, order) => startUnlessRunning(client, orchestrator, instanceId, order),
    terminateInstance: (instanceId, reason) => terminateIfThere(client, instanceId, reason),
    now: Date.now,
    newToken: randomUUID,
  };
}
