import type { InvocationContext } from '@azure/functions';
import * as df from 'durable-functions';
import { parseClusterEvent } from '../../shared/events/parse-cluster-event.ts';
import { planReaction, type Reaction } from '../../shared/events/plan-reaction.ts';
import { adapters } from '../app.ts';
import { markChangingOnce } from './mark-changing-once.ts';
import { startLook } from './start-look.ts';
import { wakeRuns } from './wake-runs.ts';

/**
 * Takes one event, in either schema: reads it, does what it calls for, counts it. What cannot be read is logged and
 * acknowledged, since it would be no better the next time; when something that we need is down this throws, and Event Grid
 * delivers the event again: at least once, so that all that follows may happen twice.
 */
export async function reactToEvent(raw: unknown, context: InvocationContext): Promise<void> {
  const event = parseClusterEvent(raw);
  if (event.kind === 'malformed') {
    context.warn(`Malformed event ${event.id ?? '(no id)'} of type ${event.type ?? '(no type)'}: ${event.reason}`);
    return;
  }
  const ownPrincipalIds = 'principalIds' in event ? await adapters.identity.readPrincipalIds() : [];
  const now = new Date().toISOString();
  await carryOut(df.getClient(context), planReaction(event, ownPrincipalIds), 'at' in event ? event.at : now);
  // Last, so that what is counted has been dealt with.
  if (event.id !== null) await adapters.claims.countEvent(event.id, 'type' in event ? event.type : event.kind, now);
}

/**
 * Carries out what an event of the moment `at` (ISO 8601) calls for. No call of Azure: a deleted pool, too, is looked at
 * before it is retired, for it may be there again.
 */
async function carryOut(client: df.DurableClient, reaction: Reaction, at: string): Promise<void> {
  switch (reaction.action) {
    case 'look-at-pool':
      await startLook(client, reaction.cluster, reaction.poolName);
      if (reaction.changing) await markChangingOnce(reaction.cluster, reaction.poolName, at);
      return;
    case 'retire-pool':
      return startLook(client, reaction.cluster, reaction.poolName);
    case 'look-at-cluster':
    case 'retire-cluster':
      return startLook(client, reaction.cluster, null);
    case 'mark-changing':
      return markChangingOnce(reaction.cluster, reaction.poolName, at);
    case 'wake':
      return wakeRuns(client, reaction.cluster, reaction.poolName);
    case 'record-notice':
      return recordNotice(reaction, at);
    case 'none':
      return;
  }
}

async function recordNotice(
  { cluster, notice }: Extract<Reaction, { action: 'record-notice' }>,
  at: string,
): Promise<void> {
  const { rule, severity, message, remedy } = notice;
  const found = { id: rule, rule, severity, subject: 'cluster', message, remedy, controls: [] };
  await adapters.findings.recordInspection({ cluster, rules: [rule], found: [found], sources: [], at });
}
