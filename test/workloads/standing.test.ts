import { expect, test } from '@jest/globals';
import { standing } from '../../shared/workloads/standing.ts';

const now = '2026-11-20T12:00:00.000Z';
const until = (moment: string) => ({ resolvedAt: null, waiver: { until: moment } });

test('a finding stands until it is resolved', () => {
  expect(standing({ resolvedAt: null, waiver: null }, now)).toBe(true);
  expect(standing({ resolvedAt: '2026-11-19T00:00:00Z', waiver: null }, now)).toBe(false);
});

test('a waiver holds to its end and not a moment longer', () => {
  expect(standing(until('2026-11-21T00:00:00Z'), now)).toBe(false);
  expect(standing(until(now), now)).toBe(false);
  expect(standing(until('2026-11-20T11:59:59.999Z'), now)).toBe(true);
});

test('moments are compared, not texts', () => {
  expect(standing(until('2026-11-20T13:30:00+02:00'), now)).toBe(true);
  expect(standing(until('2026-11-20T23:00:00+02:00'), now)).toBe(false);
});

test('a waiver without a readable end waives nothing', () => {
  expect(standing(until('some day'), now)).toBe(true);
});

test('a finding that is resolved does not stand when its waiver ends', () => {
  expect(standing({ resolvedAt: now, waiver: { until: '2026-01-01T00:00:00Z' } }, now)).toBe(false);
});
