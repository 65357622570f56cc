import { randomUUID } from 'node:crypto';
import type { DurableClient } from 'durable-functions';
import { app, getClient, input } from 'durable-functions';
import { type Activities, createActivities, createHostActivities } from '../shared/activities/create-activities.ts';
import type { ActivityHost } from '../shared/activities/start-proof.ts';
import { startUnlessRunning } from './durable-client/start-unless-running.ts';
import { terminateIfThere } from './durable-client/terminate-if-there.ts';
import { measured } from './telemetry/measured.ts';
import { adapters } from './wiring/app.ts';
import { orchestrators } from './wiring/orchestrators.ts';

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
