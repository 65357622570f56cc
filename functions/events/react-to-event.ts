import type { InvocationContext } from '@azure/functions';
import type { DurableClient } from 'durable-functions';
import { isAllowed, outsideScopes } from '../../shared/clusters/allowed-scopes.ts';
import type { ClusterReference } from '../../shared/clusters/cluster-reference.ts';
import { quote } from '../../shared/errors/quote.ts';
import { inspectionOf } from '../../shared/events/notice-findings.ts';
import { parseClusterEvent } from '../../shared/events/parse-cluster-event.ts';
import { planReaction, type Reaction } from '../../shared/events/plan-reaction.ts';
import { oneLine } from '../../shared/plain/one-line.ts';
import { type RunOrigin, startedByEvent } from '../../shared/runs/run-origin.ts';
import { openClient } from '../durable-client/open-client.ts';
import { adapters, settings } from '../wiring/app.ts';
import { markChangingOnce } from './mark-changing-once.ts';
import { startLook } from './start-look.ts';
import { wakeRuns } from './wake-runs.ts';

/**
 * Handles one event of Event Grid, in either schema: parses it and does what the event calls for. A
 * malformed event is logged and acknowledged, because it would be malformed on the next delivery too. Throws when
 * storage, Durable or the identity is down; Event Grid then delivers the event again. Delivery is at least once, so
 * everything done here may happen twice; what comes of an event is the same then, so nobody keeps the ids of events.
 */
export async function reactToEvent(raw: unknown, context: InvocationContext): Promise<void> {
  const event = parseClusterEvent(raw);
  if (event.kind === 'malformed') {
    const [id, type] = [event.id ?? '(no id)', event.type ?? '(no type)'].map((text) => quote(text, 200));
    context.warn(oneLine(`Malformed event ${id} of type ${type}: ${quote(event.reason, 500)}`));
    return;
  }
  const ownPrincipalIds = 'principalIds' in event ? await adapters.identity.readPrincipalIds() : [];
  const now = new Date().toISOString();
  const startedBy = startedByEvent({ id: event.id ?? '(no id)', kind: event.kind });
  const at = believable('at' in event ? event.at : null, now);
  const reaction = planReaction(event, ownPrincipalIds);
  if ('cluster' in reaction && !isAllowed(settings.allowedScopes, reaction.cluster))
    context.log(oneLine(`Nothing follows from an event: ${outsideScopes(reaction.cluster)}`));
  else await carryOut(() => openClient(context), reaction, { at, startedBy });
}

/** Clocks differ, and the evidence of a proof is dated by another one than an event. */
const mostAheadMs = 24 * 60 * 60_000;

/**
 * When an event happened (ISO 8601); `now` where it does not say, or names a moment far ahead: a wrong clock must not make
 * a pool count as changing however often it is proven.
 */
function believable(told: string | null, now: string): string {
  return told !== null && Date.parse(told) <= Date.parse(now) + mostAheadMs ? told : now;
}

/**
 * Does what an event calls for, which happened at `at` (ISO 8601), without any call to Azure Resource Manager or a cluster.
 * A client of Durable costs more than all else that most events need, so it is made only for what is to be started. A deleted
 * pool gets a look before its posture is retired, because somebody may have created the pool again.
 */
async function carryOut(
  client: () => Promise<DurableClient>,
  reaction: Reaction,
  { at, startedBy }: { at: string; startedBy: RunOrigin },
): Promise<void> {
  switch (reaction.action) {
    case 'look-at-pool':
      // Marked first, so that the look sees the mark: a pool that counts as changing is proven even if ARM shows nothing new.
      if (reaction.changing) await markChangingOnce(reaction.cluster, reaction.poolName, at);
      return startLook(client, reaction.cluster, reaction.poolName, startedBy);
    case 'retire-pool':
      await wakeRuns(client, reaction.cluster, reaction.poolName);
      return startLook(client, reaction.cluster, reaction.poolName, startedBy);
    case 'look-at-cluster':
      if (reaction.changing) await markCluster(reaction.cluster, at);
      return startLook(client, reaction.cluster, null, startedBy);
    case 'retire-cluster':
      await wakeRuns(client, reaction.cluster, null);
      return startLook(client, reaction.cluster, null, startedBy);
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

async function markCluster(cluster: ClusterReference, at: string): Promise<void> {
  for (const { poolName, retired } of await adapters.postures.listClusterPostures(cluster))
    if (!retired) await markChangingOnce(cluster, poolName, at);
}

async function recordNotice(
  { cluster, notice }: Extract<Reaction, { action: 'record-notice' }>,
  at: string,
): Promise<void> {
  await adapters.findings.recordInspection({ cluster, ...inspectionOf(notice), sources: [], at });
}
