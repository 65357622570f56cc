import { type Container, effectiveRequests, namespaceOf, specOf } from '../../api/pod-shapes.ts';
import { amountOf, formatQuantity } from '../../api/quantity.ts';
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
  maxLimitRequestRatio?: Quantities;
}

const rangesOf = (pod: KubeObject, store: ObjectStore): Limits[] =>
  store.list('limitranges', namespaceOf(pod.metadata)).flatMap((range) => (range['spec']?.limits ?? []) as Limits[]);

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
  for (const range of rangesOf(pod, store).filter(({ type }) => type === 'Container')) {
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
  const problems = rangesOf(pod, store).flatMap((range) => {
    if (range.type === 'Container') return containersOf(pod).flatMap(({ resources }) => judge(range, resources));
    return range.type === 'Pod' ? judge(range, sumOf(pod)) : [];
  });
  if (problems.length === 0) return;
  const why = problems.length === 1 ? (problems[0] ?? '') : `[${problems.join(', ')}]`;
  throw forbidden(definitionOf('pods'), pod.metadata.name, why);
}

/** What a pod takes without its overhead, which LimitRanger does not know. */
function sumOf(pod: KubeObject): Resources {
  const spec = { ...specOf(pod), overhead: {} };
  const quantities = (kind: 'requests' | 'limits') =>
    Object.fromEntries(
      Object.entries(effectiveRequests(spec, kind)).map(([name, amount]) => [name, formatQuantity(name, amount)]),
    );
  return { requests: quantities('requests'), limits: quantities('limits') };
}

interface Resources {
  requests?: Quantities;
  limits?: Quantities;
}

/** minConstraint, maxConstraint and limitRequestRatioConstraint of k8s.io/kubernetes/plugin/pkg/admission/limitranger. */
function judge(range: Limits, { requests = {}, limits = {} }: Resources = {}): string[] {
  const { type, min = {}, max = {}, maxLimitRequestRatio = {} } = range;
  const bounds = (
    what: string,
    bound: Quantities,
    needs: 'limit' | 'request',
    exceeds: (is: string, b: string) => boolean,
  ) =>
    Object.entries(bound).flatMap(([resource, value]) => {
      const [request, limit] = [requests[resource], limits[resource]];
      const rule = `${what} ${resource} usage per ${type} is ${value}`;
      const [first, other] = needs === 'limit' ? [limit, request] : [request, limit];
      if (first === undefined) return [`${rule}.  No ${needs} is specified`];
      if (exceeds(first, value)) return [`${rule}, but ${needs} is ${first}`];
      const second = needs === 'limit' ? 'request' : 'limit';
      return other !== undefined && exceeds(other, value) ? [`${rule}, but ${second} is ${other}`] : [];
    });
  return [
    ...bounds('minimum', min, 'request', (is, least) => amountOf(is) < amountOf(least)),
    ...bounds('maximum', max, 'limit', (is, most) => amountOf(is) > amountOf(most)),
    ...Object.entries(maxLimitRequestRatio).flatMap(([resource, most]) =>
      judgeRatio(
        `${resource} max limit to request ratio per ${type} is ${most}`,
        most,
        requests[resource],
        limits[resource],
      ),
    ),
  ];
}

function judgeRatio(rule: string, most: string, request: string | undefined, limit: string | undefined): string[] {
  if (!amountOf(request)) return [`${rule}, but no request is specified or request is 0`];
  if (!amountOf(limit)) return [`${rule}, but no limit is specified or limit is 0`];
  const ratio = amountOf(limit) / amountOf(request);
  return ratio > amountOf(most) ? [`${rule}, but provided ratio is ${ratio.toFixed(6)}`] : [];
}
