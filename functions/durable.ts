import type { OrchestrationHandler } from 'durable-functions';
import { app, getClient, input } from 'durable-functions';
import { createActivities } from '../shared/workflow/activities.ts';
import { createHostActivities, type HostActivities } from '../shared/workflow/host-activities.ts';
import { lookForStale } from '../shared/workflow/look-for-stale.ts';
import { proveChanges } from '../shared/workflow/prove-changes.ts';
import { proveCluster } from '../shared/workflow/prove-cluster.ts';
import { proveFleet } from '../shared/workflow/prove-fleet.ts';
import { proveFleetCluster } from '../shared/workflow/prove-fleet-cluster.ts';
import { proveFleetLane } from '../shared/workflow/prove-fleet-lane.ts';
import { proveNode } from '../shared/workflow/prove-node.ts';
import { provisionAndProve } from '../shared/workflow/provision-and-prove.ts';
import { sweep } from '../shared/workflow/sweep.ts';
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
