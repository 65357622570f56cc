import type { CoreV1Event } from '@kubernetes/client-node';
import type { ClusterApis } from '../connection/cluster-apis.ts';

/** Most Events of one object that are read. The Events of one pod or Job are repeated, and so few. */
const mostEvents = 500;

/** Reads the Events of an object of this name, the oldest first. Throws coded errors. */
export async function readEvents(apis: ClusterApis, namespace: string, name: string): Promise<CoreV1Event[]> {
  const { items } = await apis.core.listNamespacedEvent({
    namespace,
    fieldSelector: `involvedObject.name=${name}`,
    limit: mostEvents,
  });
  return items.sort((one, other) => lastMs(one) - lastMs(other));
}

/** Events of the API group events.k8s.io have no `lastTimestamp`: the scheduler's, for example. */
function lastMs({ lastTimestamp, series, eventTime, firstTimestamp, metadata }: CoreV1Event): number {
  const last = lastTimestamp ?? series?.lastObservedTime ?? eventTime ?? firstTimestamp ?? metadata.creationTimestamp;
  return new Date(last ?? 0).getTime();
}

/**
 * Whether the newest Event says that the sandbox of a pod could not be made. An older one does not count, because the
 * pod has made progress since.
 */
export function hasSandboxFailed(events: readonly CoreV1Event[]): boolean {
  return events.at(-1)?.reason === 'FailedCreatePodSandBox';
}

/** The newest warning; null when there is none, or when something that went well has followed it. */
export function standingWarning(events: readonly CoreV1Event[]): { reason: string; words: string } | null {
  const last = events.at(-1);
  if (!last || last.type === 'Normal' || !last.reason) return null;
  return { reason: last.reason, words: wordsOf(last) };
}

/** Most warnings in one answer to people. */
const mostWarnings = 4;

/** The newest warnings, each message once, the newest first; without any, the newest Event of all. */
export function lastWords(events: readonly CoreV1Event[]): string[] {
  const newest = events.toReversed();
  const warnings = newest.filter(({ type }) => type !== 'Normal');
  const distinct = warnings.filter(
    (event, index) => warnings.findIndex((one) => one.message === event.message) === index,
  );
  return (distinct.length > 0 ? distinct.slice(0, mostWarnings) : newest.slice(0, 1)).map(wordsOf);
}

function wordsOf({ reason, message }: CoreV1Event): string {
  return [reason, message].filter(Boolean).join(': ');
}
