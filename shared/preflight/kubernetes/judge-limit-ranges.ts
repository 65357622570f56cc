import type { V1PodSpec } from '@kubernetes/client-node';
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
 * Whether our pods keep to the ranges of their namespace. Their containers set every request and limit, both alike, so
 * neither defaults nor ratios touch them; overhead is not counted.
 */
export function judgeLimitRanges(
  namespace: string,
  reading: Reading<LimitRangeFacts[]>,
  spec: V1PodSpec,
): PreflightCheck {
  if (!reading.ok) return unanswered(check, reading.failure);
  const whole = { requests: takenBy(spec, 'requests'), limits: takenBy(spec, 'limits') };
  const each = spec.containers.map(({ resources }) => ({
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
      `Widen the LimitRange in ${namespace}: it must allow 100m of CPU and 256Mi of memory.`,
    );
  const names = reading.value.map(({ name }) => name);
  if (names.length === 0) return passed(check, `${namespace} has no LimitRange.`);
  return passed(check, `Our pods keep to ${names.join(', ')} of ${namespace}.`);
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
