import type { OrchestrationHandler } from 'durable-functions';
import { app, getClient, input } from 'durable-functions';
import { createActivities } from '../shared/activities/create-activities.ts';
import { createHostActivities, type HostActivities } from '../shared/activities/host-activities.ts';
import { proveChanges } from '../shared/workflow/changes/prove-changes.ts';
import { proveFleet } from '../shared/workflow/fleet/prove-fleet.ts';
import { proveFleetCluster } from '../shared/workflow/fleet/prove-fleet-cluster.ts';
import { proveFleetLane } from '../shared/workflow/fleet/prove-fleet-lane.ts';
import { sweep } from '../shared/workflow/fleet/sweep.ts';
import { lookForStale } from '../shared/workflow/fleet/watch-staleness.ts';
import { proveCluster } from '../shared/workflow/runs/prove-cluster.ts';
import { proveNode } from '../shared/workflow/runs/prove-node.ts';
import { provisionAndProve } from '../shared/workflow/runs/provision-and-prove.ts';
import { adapters } from './app.ts';
import { hostOf } from './durable-client/host-of.ts';

const orchestrators: Record<string, OrchestrationHandler> = {
  proveChanges,
  provisionAndProve,
  proveCluster,
  proveNode,
  proveFleet,
  proveFleetCluster,
  proveFleetLane,
  lookForStale,
  sweep,
};

for (const [name, handler] of Object.entries(orchestrators)) app.orchestration(name, handler);

// Durable hands every activity its input as data of unknown shape; typed-call.ts is what keeps both ends in step.
for (const [name, activity] of Object.entries(createActivities(adapters)))
  app.activity(name, { handler: activity as (input: unknown) => Promise<unknown> });

for (const name of ['startProof', 'awaitQuiet'] satisfies (keyof HostActivities)[])
  app.activity(name, {
    extraInputs: [input.durableClient()],
    handler: (order, context) => createHostActivities(hostOf(getClient(context)))[name](order as never),
  });
