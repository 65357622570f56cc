import { randomUUID } from 'node:crypto';
import type { DurableClient } from 'durable-functions';
import type { ActivityHost } from '../../shared/activities/host-activities.ts';
import { startUnlessRunning } from './start-unless-running.ts';

/** The host that an activity runs on, as the workflow needs it. */
export function hostOf(client: DurableClient): ActivityHost {
  return {
    startInstance: (orchestrator, instanceId, input) => startUnlessRunning(client, orchestrator, instanceId, input),
    now: Date.now,
    newToken: randomUUID,
  };
}
