import { failed, passed, warning } from '../check-rows.ts';
import type { PreflightCheck } from '../preflight-check.ts';
import type { Reading } from '../reading.ts';
import { unanswered } from './open-checks.ts';
import { type Amounts, addAmounts, inWords, type PodResources, toAmounts } from './pod-resources.ts';
import type { QuotaFacts } from './trial-facts.ts';

const check = 'resource-quota';

/** What is to fit into a quota: the pods of one pair, and how many pairs run at a time. */
export interface PairDemand {
  pods: PodResources[];
  pairs: number;
}

/** A run's own namespace is new: nobody has bounded it yet. */
export function noBoundsYet(name: 'resource-quota' | 'limit-range'): PreflightCheck {
  return passed(name, 'Each run makes a namespace of its own, which nobody has bounded when it is made.');
}

/**
 * Whether a pair fits into what the quotas of its namespace leave, the overhead of its RuntimeClass included, which quotas
 * count too (Kubernetes, "Pod Overhead").
 */
export function judgeQuotas(namespace: string, reading: Reading<QuotaFacts[]>, demand: PairDemand): PreflightCheck {
  if (!reading.ok) return unanswered(check, reading.failure);
  const counting = reading.value.filter(countsOurPods);
  const pair = demandOf(demand.pods);
  const short = counting.flatMap((quota) => shortages(quota, pair, 1));
  const remedy = `Raise the quota in ${namespace}, or free what is used of it.`;
  if (short.length > 0) return failed(check, `No room for a pod pair in ${namespace}: ${short.join('; ')}.`, remedy);
  const tight = counting.flatMap((quota) => shortages(quota, pair, demand.pairs));
  if (tight.length > 0)
    return warning(
      check,
      `Not ${demand.pairs} pairs at a time in ${namespace}: ${tight.join('; ')}.`,
      `${remedy} Or lower KATAPROOF_PARALLEL_NODES.`,
    );
  if (counting.length === 0) return passed(check, `No ResourceQuota in ${namespace} counts our pods.`);
  return passed(check, `${demand.pairs} pod pairs fit into ${counting.map(({ name }) => name).join(', ')}.`);
}

/** What a quota counts of a pair. A quota of `memory` is one of `requests.memory`. */
function demandOf(pods: PodResources[]): Amounts {
  const requests = addAmounts(...pods.map((pod) => pod.requests));
  const limits = addAmounts(...pods.map((pod) => pod.limits));
  const prefixed = (prefix: string, amounts: Amounts) =>
    Object.fromEntries(Object.entries(amounts).map(([name, amount]) => [`${prefix}${name}`, amount]));
  return {
    ...requests,
    ...prefixed('requests.', requests),
    ...prefixed('limits.', limits),
    ...{ pods: pods.length, 'count/pods': pods.length, 'count/jobs.batch': pods.length },
  };
}

function shortages({ name, hard, used }: QuotaFacts, pair: Amounts, pairs: number): string[] {
  const [most, taken] = [toAmounts(hard), toAmounts(used)];
  return Object.entries(most).flatMap(([resource, amount]) => {
    const wanted = (pair[resource] ?? 0) * pairs;
    const left = amount - (taken[resource] ?? 0);
    if (wanted === 0 || wanted <= left) return [];
    return [
      `${name} leaves ${inWords(resource, Math.max(0, left))} of ${resource}, and ${inWords(resource, wanted)} is needed`,
    ];
  });
}

/** Our pods have requests, no deadline of their own (that is their Job's) and no priority class. */
function countsOurPods({ scopes }: QuotaFacts): boolean {
  return scopes.every(({ scopeName, operator }) => {
    if (scopeName === 'NotTerminating' || scopeName === 'NotBestEffort') return true;
    return scopeName === 'PriorityClass' && ['DoesNotExist', 'NotIn'].includes(operator);
  });
}
