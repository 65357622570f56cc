import type { AlertMessage } from '../alerts/alert-message.ts';
import type { AlertState } from '../alerts/alert-state.ts';
import { composeAlert, reachOf } from '../alerts/compose-alert.ts';
import { decideAlert, type News, neverAnnounced } from '../alerts/decide-alert.ts';
import { formatClusterId } from '../clusters/cluster-id.ts';
import { lostRace, untilWritten } from '../errors/until-written.ts';
import type { NodeVerdict } from '../isolation/evidence.ts';
import type { Ports } from '../ports/ports.ts';
import type { Posture } from '../posture/posture.ts';

/** Something that has become known of a pool and may be worth an alert. */
export interface PostureNews {
  /** Stable: news with an id that was handled last changes nothing. */
  id: string;
  what: News;
  /** When the news arose (ISO 8601). For staleness this is the moment of the check, long after the last proof. */
  at: string;
  nodes: readonly NodeVerdict[];
  flapThreshold: number;
}

/** The alert that was queued, if any. `isKnown`: the news was handled before, and may have queued one then. */
export interface QueuedAlert {
  alert: string | null;
  isKnown: boolean;
}

/**
 * Queues the alert that follows from the news of a pool, if any, and returns the alert's id. The decision is made under
 * the ETag of the alert state. Deliveries are queued before the state is written: if the process dies in between, the
 * next try queues the same deliveries again. Idempotent; throws PreconditionFailed and other coded errors.
 */
export function queueAlert(
  ports: Pick<Ports, 'alertStates' | 'sinks'>,
  posture: Posture,
  news: PostureNews,
): Promise<QueuedAlert> {
  const { cluster, poolName } = posture;
  return untilWritten(`The alert state of pool ${poolName}`, async () => {
    const { value: before, eTag } = await ports.alertStates.readAlertState(cluster, poolName);
    if (before?.lastNewsId === news.id) return { alert: null, isKnown: true };
    const decision = decideAlert(before ?? neverAnnounced, news.what, news.flapThreshold);
    const alert = decision.alert && composeAlert(decision.alert, factsOf(posture, news, before));
    if (alert) await enqueueAlert(ports, alert);
    const sameState = before?.announced === decision.next.announced;
    const since = sameState ? before.since : news.at;
    const state: AlertState = { ...decision.next, cluster, poolName, since, lastNewsId: news.id };
    // What changes nothing may be handled twice, so nobody has to know that it was handled.
    if (before && !alert && isSameDecision(before, state)) return { alert: null, isKnown: false };
    const { written } = await ports.alertStates.writeAlertState(state, eTag);
    return written ? { alert: alert?.id ?? null, isKnown: false } : lostRace;
  });
}

function isSameDecision(before: AlertState, next: AlertState): boolean {
  return (['announced', 'announcedVerdict', 'inconclusiveInARow', 'since'] as const).every(
    (field) => before[field] === next[field],
  );
}

function factsOf(
  { cluster, poolName, verdict, reason, since, runId, quarantined = false }: Posture,
  news: PostureNews,
  before: AlertState | null,
) {
  return {
    clusterId: formatClusterId(cluster),
    clusterName: cluster.name,
    ...{ poolName, verdict, reason, since, runId, quarantined },
    nodes: news.nodes,
    newsId: news.id,
    at: news.at,
    before: lastTold(before),
  };
}

/** Queues an alert for every sink that takes its severity, and returns their names. Idempotent: a delivery is named after alert and sink. */
export async function enqueueAlert(
  { alertStates, sinks }: Pick<Ports, 'alertStates' | 'sinks'>,
  alert: AlertMessage,
): Promise<string[]> {
  const names = sinks.namesFor(reachOf(alert));
  for (const sink of names) {
    const delivery = { id: `${alert.id}-${sink}`, sink, alert: { ...alert }, attempts: 0, nextAttemptAt: alert.at };
    await alertStates.enqueueDelivery({ ...delivery, lastError: null, dead: false });
  }
  return names;
}

function lastTold(state: AlertState | null): AlertMessage['before'] {
  if (!state?.announced) return null;
  const told = state.announced === 'not-isolated' ? state.announcedVerdict : state.announced;
  return told && { state: told, since: state.since };
}
