import { type Container, namespaceOf, specOf } from '../../api/pod-shapes.ts';
import { amountOf } from '../../api/quantity.ts';
import { definitionOf } from '../../api/resource-definitions.ts';
import type { KubeObject, ObjectStore } from '../../api/seams.ts';
import { forbidden } from '../../api/status-errors.ts';

type Quantities = Record<string, string>;
interface Limits {
  type: string;
  default?: Quantities;
  defaultRequest?: Quantities;
  min?: Quantities;
  max?: Quantities;
}

const limitsOf = (pod: KubeObject, store: ObjectStore): Limits[] =>
  store
    .list('limitranges', namespaceOf(pod.metadata))
    .flatMap((range) => (range['spec']?.limits ?? []) as Limits[])
    .filter(({ type }) => type === 'Container');

const containersOf = (pod: KubeObject): Container[] => [
  ...(specOf(pod).initContainers ?? []),
  ...specOf(pod).containers,
];

/** Sets the defaults of a LimitRange: limits from `max`, requests from the limits and from `min`. Changes `range`. */
export function defaultLimitRange(range: KubeObject): void {
  for (const limits of (range['spec']?.limits ?? []) as Limits[]) {
    if (limits.type !== 'Container') continue;
    const fallback = { ...limits.max, ...limits.default };
    const requests = { ...limits.min, ...fallback, ...limits.defaultRequest };
    if (Object.keys(fallback).length > 0) limits.default = fallback;
    if (Object.keys(requests).length > 0) limits.defaultRequest = requests;
  }
}

/**
 * The first part of LimitRanger: sets limits and requests in containers that have none, and says so in an annotation.
 * Changes `pod`.
 */
export function applyLimitRangeDefaults(pod: KubeObject, store: ObjectStore): void {
  for (const range of limitsOf(pod, store)) {
    const set = [
      ...specOf(pod).containers.flatMap((container) => setDefaults(container, 'container', range)),
      ...(specOf(pod).initContainers ?? []).flatMap((container) => setDefaults(container, 'init container', range)),
    ];
    if (set.length === 0) continue;
    const annotation = { 'kubernetes.io/limit-ranger': `LimitRanger plugin set: ${set.join('; ')}` };
    pod.metadata.annotations = { ...pod.metadata.annotations, ...annotation };
  }
}

/** Sets the missing resources of a container and returns what was set, in LimitRanger's words. */
function setDefaults(container: Container, kind: string, range: Limits): string[] {
  const own = container.resources ?? {};
  const [requests, limits] = [range.defaultRequest ?? {}, range.default ?? {}];
  const missing = (defaults: Quantities, present: Quantities = {}) =>
    Object.keys(defaults)
      .filter((resource) => !(resource in present))
      .sort();
  const said = (names: string[], what: string) =>
    names.length > 0 ? [`${names.join(', ')} ${what} for ${kind} ${container.name}`] : [];
  const set = [...said(missing(requests, own.requests), 'request'), ...said(missing(limits, own.limits), 'limit')];
  if (set.length > 0)
    container.resources = { ...own, limits: { ...limits, ...own.limits }, requests: { ...requests, ...own.requests } };
  return set;
}

/** The second part of LimitRanger: throws 403 for what is outside of the range. */
export function checkLimitRanges(pod: KubeObject, store: ObjectStore): void {
  const problems: string[] = [];
  for (const { min = {}, max = {} } of limitsOf(pod, store))
    for (const { resources } of containersOf(pod)) {
      for (const [resource, most] of Object.entries(max)) {
        const limit = resources?.limits?.[resource];
        if (limit === undefined)
          problems.push(`maximum ${resource} usage per Container is ${most}.  No limit is specified`);
        else if (amountOf(limit) > amountOf(most))
          problems.push(`maximum ${resource} usage per Container is ${most}, but limit is ${limit}`);
      }
      for (const [resource, least] of Object.entries(min)) {
        const request = resources?.requests?.[resource];
        if (request === undefined)
          problems.push(`minimum ${resource} usage per Container is ${least}.  No request is specified`);
        else if (amountOf(request) < amountOf(least))
          problems.push(`minimum ${resource} usage per Container is ${least}, but request is ${request}`);
      }
    }
  if (problems.length === 0) return;
  const why = problems.length === 1 ? (problems[0] ?? '') : `[${problems.join(', ')}]`;
  throw forbidden(definitionOf('pods'), pod.metadata.name, why);
}
