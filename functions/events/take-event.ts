import type { InvocationContext } from '@azure/functions';
import * as df from 'durable-functions';
import { parseClusterEvent } from '../../shared/events/parse-cluster-event.ts';
import { planReaction } from '../../shared/events/plan-reaction.ts';
import { adapters } from '../app.ts';
import { markChangingOnce } from './mark-changing-once.ts';
import { type Reactors, reactToEvent } from './react-to-event.ts';
import { startLook } from './start-look.ts';
import { wakeRuns } from './wake-runs.ts';

/**
 * Takes one event, in either schema: reads it, counts it, does what it calls for. What cannot be read is logged and
 * acknowledged, since it would be no better the next time; when something that we need is down this throws, and Event Grid
 * delivers the event again.
 */
export async function takeEvent(raw: unknown, context: InvocationContext): Promise<void> {
  const event = parseClusterEvent(raw);
  if (event.kind === 'malformed') {
    context.warn(`Malformed event ${event.id ?? '(no id)'} of type ${event.type ?? '(no type)'}: ${event.reason}`);
    return;
  }
  const ownPrincipalIds = 'principalIds' in event ? await adapters.identity.readPrincipalIds() : [];
  const reaction = planReaction(event, ownPrincipalIds);
  const client = df.getClient(context);
  const reactors: Reactors = {
    findings: adapters.findings,
    markChanging: markChangingOnce,
    startLook: (cluster, poolName) => startLook(client, cluster, poolName),
    wakeRuns: (cluster, poolName) => wakeRuns(client, cluster, poolName),
  };
  const now = new Date().toISOString();
  await reactToEvent(reactors, reaction, 'at' in event ? event.at : now);
  // Last, so that what is counted has been dealt with.
  if (event.id !== null) await adapters.claims.countEvent(event.id, 'type' in event ? event.type : event.kind, now);
}
