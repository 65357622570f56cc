import type { KubeObject } from '../../api/seams.ts';

/** Field of core/v1 and its name in events.k8s.io/v1. */
const renamed: [string, string][] = [
  ['involvedObject', 'regarding'],
  ['message', 'note'],
  ['reportingComponent', 'reportingController'],
  ['source', 'deprecatedSource'],
  ['firstTimestamp', 'deprecatedFirstTimestamp'],
  ['lastTimestamp', 'deprecatedLastTimestamp'],
  ['count', 'deprecatedCount'],
];

function rename(object: KubeObject, apiVersion: string, pairs: [string, string][]): KubeObject {
  const names = new Map(pairs);
  const entries = Object.entries(object).map(([field, value]) => [names.get(field) ?? field, value]);
  return { ...(Object.fromEntries(entries) as KubeObject), apiVersion };
}

/** Pure: an event as core/v1 keeps it, in the words of events.k8s.io/v1. */
export const toNewEvent = (event: KubeObject): KubeObject => rename(event, 'events.k8s.io/v1', renamed);

/** Pure: the way back. */
export const toCoreEvent = (event: KubeObject): KubeObject =>
  rename(
    event,
    'v1',
    renamed.map(([core, current]) => [current, core]),
  );
