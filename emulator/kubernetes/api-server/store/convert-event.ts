import type { KubeObject } from '../../api/seams.ts';

/** The name of a field in core/v1 and its name in events.k8s.io/v1. */
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

/** Converts an event from core/v1, in which it is stored, to events.k8s.io/v1. */
export const toNewEvent = (event: KubeObject): KubeObject => rename(event, 'events.k8s.io/v1', renamed);

/** Converts an event from events.k8s.io/v1 to core/v1. */
export const toCoreEvent = (event: KubeObject): KubeObject =>
  rename(
    event,
    'v1',
    renamed.map(([core, current]) => [current, core]),
  );
