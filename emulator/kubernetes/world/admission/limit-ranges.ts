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

/** The first part of LimitRanger: sets limits and requests in containers that have none. Changes `pod`. */
export function applyLimitRangeDefaults(pod: KubeObject, store: ObjectStore): void {
  for (const range of limitsOf(pod, store))
    for (const container of containersOf(pod)) {
      const own = container.resources ?? {};
      const limits = { ...(range.default ?? range.max), ...own.limits };
      // A missing request is the container's own limit, and only without one the default of the range.
      const requests = { ...(range.defaultRequest ?? range.default ?? range.max), ...own.limits, ...own.requests };
      container.resources = {
        ...own,
        ...(Object.keys(limits).length > 0 ? { limits } : {}),
        ...(Object.keys(requests).length > 0 ? { requests } : {}),
      };
    }
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
