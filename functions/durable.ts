import type { OrchestrationHandler } from 'durable-functions';
import { app } from 'durable-functions';
import { createActivities } from '../shared/workflow/activities.ts';
import { proveCluster } from '../shared/workflow/prove-cluster.ts';
import { proveNode } from '../shared/workflow/prove-node.ts';
import { provisionAndProve } from '../shared/workflow/provision-and-prove.ts';
import { sweep } from '../shared/workflow/sweep.ts';
import { adapters } from './app.ts';

const orchestrators: Record<string, OrchestrationHandler> = { provisionAndProve, proveCluster, proveNode, sweep };

for (const [name, handler] of Object.entries(orchestrators)) app.orchestration(name, handler);

// Durable hands every activity its input as data of unknown shape; typed-call.ts is what keeps both ends in step.
for (const [name, activity] of Object.entries(createActivities(adapters)))
  app.activity(name, { handler: activity as (input: unknown) => Promise<unknown> });
