import { randomUUID } from 'node:crypto';
import type { ActivityHandler, DurableClient } from 'durable-functions';
import { type Activities, createActivities, createHostActivities } from '../../shared/activities/create-activities.ts';
import type { ActivityHost } from '../../shared/activities/start-proof.ts';
import { openClient } from '../durable-client/open-client.ts';
import { startUnlessRunning } from '../durable-client/start-unless-running.ts';
import { terminateIfThere } from '../durable-client/terminate-if-there.ts';
import { measured } from '../telemetry/measured.ts';
import { adapters } from './app.ts';

/** Every activity, by the name under which the host knows it. */
export const activities: Record<string, ActivityHandler> = Object.fromEntries(
  Object.entries(createActivities(adapters)).map(([name, activity]) => [
    name,
    measured(name as keyof Activities, activity),
  ]),
);

type HostActivities = ReturnType<typeof createHostActivities>;

/** The activities that get a client of Durable Functions. */
export const hostActivities: Record<keyof HostActivities, ActivityHandler> = {
  startProof: withHost('startProof'),
  terminateRun: withHost('terminateRun'),
  awaitQuiet: withHost('awaitQuiet'),
};

function withHost(name: keyof HostActivities): ActivityHandler {
  return async (order, context) => createHostActivities(hostOf(await openClient(context)))[name](order);
}

/** What activities need from the Functions host that runs them. */
function hostOf(client: DurableClient): ActivityHost {
  return {
    startInstance: (orchestrator, instanceId, order) => startUnlessRunning(client, orchestrator, instanceId, order),
    terminateInstance: (instanceId, reason) => terminateIfThere(client, instanceId, reason),
    now: Date.now,
    newToken: randomUUID,
  };
}
