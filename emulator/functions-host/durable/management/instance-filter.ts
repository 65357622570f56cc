import type { Instance } from '../hub/instance.ts';
import { defaultPageSize } from '../limits.ts';

export interface InstanceFilter {
  /** In lower case; empty means any status. */
  statuses: string[];
  createdFromMs: number | undefined;
  createdToMs: number | undefined;
  idPrefix: string;
  top: number;
}

const statusNames = [
  'running',
  'completed',
  'continuedasnew',
  'failed',
  'canceled',
  'terminated',
  'pending',
  'suspended',
];

/** Parses the query of a list or purge. `invalid` says what is wrong with it. */
export function parseInstanceFilter(parameter: (name: string) => string | null): InstanceFilter | { invalid: string } {
  const statuses = (parameter('runtimeStatus') ?? '')
    .split(',')
    .map((each) => each.trim().toLowerCase())
    .filter((each) => each !== '');
  const unknown = statuses.find((each) => !statusNames.includes(each));
  if (unknown !== undefined) return { invalid: `'${unknown}' is no runtimeStatus.` };
  const from = parameter('createdTimeFrom');
  const to = parameter('createdTimeTo');
  for (const time of [from, to]) {
    if (time !== null && Number.isNaN(Date.parse(time))) return { invalid: `'${time}' is no time.` };
  }
  const top = Number(parameter('top') ?? defaultPageSize);
  if (!Number.isInteger(top) || top < 1) return { invalid: "'top' must be a positive number." };
  return {
    statuses,
    createdFromMs: from === null ? undefined : Date.parse(from),
    createdToMs: to === null ? undefined : Date.parse(to),
    idPrefix: parameter('instanceIdPrefix') ?? '',
    top,
  };
}

/**
 * Returns one page of the instances that match, ordered by id. The token is the id of the first instance of the next
 * page.
 */
export function filterInstances(
  instances: readonly Instance[],
  filter: InstanceFilter,
  continuationToken: string | undefined,
): { instances: Instance[]; continuationToken: string | undefined } {
  const matching = instances
    .filter((each) => filter.statuses.length === 0 || filter.statuses.includes(each.status.toLowerCase()))
    .filter((each) => each.createdAtMs >= (filter.createdFromMs ?? Number.NEGATIVE_INFINITY))
    .filter((each) => each.createdAtMs <= (filter.createdToMs ?? Number.POSITIVE_INFINITY))
    .filter((each) => each.instanceId.startsWith(filter.idPrefix))
    .sort((a, b) => (a.instanceId < b.instanceId ? -1 : 1));
  const start =
    continuationToken === undefined ? 0 : matching.findIndex((each) => each.instanceId >= continuationToken);
  const rest = start < 0 ? [] : matching.slice(start);
  return { instances: rest.slice(0, filter.top), continuationToken: rest[filter.top]?.instanceId };
}
