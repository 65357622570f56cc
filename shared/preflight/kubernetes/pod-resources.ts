import type { V1Container, V1PodSpec } from '@kubernetes/client-node';
import { parseQuantity } from '../../plain/parse-quantity.ts';
import type { Quantities } from './trial-facts.ts';

/** Amounts in base units (bytes, cores), by resource. */
export type Amounts = Record<string, number>;

/** What a pod asks for and may take, as the scheduler and quotas count it. */
export interface PodResources {
  requests: Amounts;
  limits: Amounts;
}

export function toAmounts(quantities: Quantities = {}): Amounts {
  return Object.fromEntries(Object.entries(quantities).map(([name, text]) => [name, parseQuantity(text) ?? 0]));
}

export function addAmounts(...all: Amounts[]): Amounts {
  const sum: Amounts = {};
  for (const [name, amount] of all.flatMap((amounts) => Object.entries(amounts))) sum[name] = (sum[name] ?? 0) + amount;
  return sum;
}

/**
 * The sum of the containers that run side by side, or the largest that runs before them, and the overhead of the pod. An
 * overhead adds to a limit only where there is one (k8s.io/component-helpers/resource).
 */
export function resourcesOf(spec: V1PodSpec): PodResources {
  const overhead = toAmounts(spec.overhead);
  const limits = takenBy(spec, 'limits');
  const limited = Object.entries(overhead).filter(([name]) => (limits[name] ?? 0) > 0);
  return {
    requests: addAmounts(takenBy(spec, 'requests'), overhead),
    limits: addAmounts(limits, Object.fromEntries(limited)),
  };
}

/** Without the overhead, as LimitRanges count. */
export function takenBy({ containers, initContainers = [] }: V1PodSpec, kind: 'requests' | 'limits'): Amounts {
  const of = ({ resources }: V1Container) => toAmounts(resources?.[kind]);
  const sidecars = initContainers.filter(({ restartPolicy }) => restartPolicy === 'Always');
  const sum = addAmounts(...[...sidecars, ...containers].map(of));
  for (const init of initContainers)
    for (const [name, amount] of Object.entries(of(init))) sum[name] = Math.max(sum[name] ?? 0, amount);
  return sum;
}

/** An amount for people: memory in MiB, everything else as a number. */
export function inWords(resource: string, amount: number): string {
  if (!/memory|storage/.test(resource)) return String(Number(amount.toFixed(3)));
  return `${Math.ceil(amount / 2 ** 20)}Mi`;
}
