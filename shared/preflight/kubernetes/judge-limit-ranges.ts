import type { V1Container, V1PodSpec } from '@kubernetes/client-node';
import { failed, passed } from '../check-rows.ts';
import type { PreflightCheck } from '../preflight-check.ts';
import type { Reading } from '../reading.ts';
import { unanswered } from './open-checks.ts';
import { type Amounts, inWords, takenBy, toAmounts } from './pod-resources.ts';
import type { LimitRangeFacts } from './trial-facts.ts';

const check = 'limit-range';

interface Taken {
  requests: Amounts;
  limits: Amounts;
}

/**
 * Whether our pods keep to the ranges of their namespace. Their containers set CPU and memory, requests and limits alike, so
 * no ratio touches them; of any other resource, such as ephemeral storage, they get the defaults of the ranges, which
 * Kubernetes itself fills in from `min` and `max`. Overhead is not counted.
 */
export function judgeLimitRanges(
  namespace: string,
  reading: Reading<LimitRangeFacts[]>,
  spec: V1PodSpec,
): PreflightCheck {
  if (!reading.ok) return unanswered(check, reading.failure);
  const containers = spec.containers.map((container) => withDefaults(container, reading.value));
  const whole = { requests: takenBy({ containers }, 'requests'), limits: takenBy({ containers }, 'limits') };
  const each = containers.map(({ resources }) => ({
    requests: toAmounts(resources?.requests),
    limits: toAmounts(resources?.limits),
  }));
  const found = reading.value.flatMap(({ name, limits }) =>
    limits.flatMap(({ type, min, max }) => {
      const bounded = type === 'Pod' ? [whole] : type === 'Container' ? each : [];
      return bounded.flatMap((taken) =>
        outside(taken, toAmounts(min), toAmounts(max)).map((why) => `${name}: ${why} a ${type}`),
      );
    }),
  );
  if (found.length > 0)
    return failed(
      check,
      `Our pods are outside of the ranges of ${namespace}: ${found.join('; ')}.`,
      `Widen the LimitRange in ${namespace}: it must allow 100m of CPU and 256Mi of memory, and have a default for containers of whatever else it bounds.`,
    );
  const names = reading.value.map(({ name }) => name);
  if (names.length === 0) return passed(check, `${namespace} has no LimitRange.`);
  return passed(check, `Our pods keep to ${names.join(', ')} of ${namespace}.`);
}

/** The first range that has a default sets it (LimitRanger). */
function withDefaults(container: V1Container, ranges: readonly LimitRangeFacts[]): V1Container {
  const found = ranges.flatMap(({ limits }) => limits).filter(({ type }) => type === 'Container');
  const defaults = (kind: 'requests' | 'limits') =>
    Object.assign({}, ...found.toReversed().map((range) => range.defaults[kind]));
  const { requests, limits } = container.resources ?? {};
  return {
    ...container,
    resources: {
      requests: { ...defaults('requests'), ...requests },
      limits: { ...defaults('limits'), ...limits },
    },
  };
}

function outside({ requests, limits }: Taken, min: Amounts, max: Amounts): string[] {
  const below = Object.entries(min)
    .filter(([name, least]) => (requests[name] ?? 0) < least)
    .map(([name, least]) => `at least ${inWords(name, least)} of ${name}`);
  const above = Object.entries(max)
    .filter(([name, most]) => (limits[name] ?? Number.POSITIVE_INFINITY) > most)
    .map(([name, most]) => `at most ${inWords(name, most)} of ${name}`);
  return [...below, ...above];
}
