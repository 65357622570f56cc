import { expect, test } from '@jest/globals';
import { measureActivity, renderFleet } from '../../functions/telemetry/measure-activity.ts';

const run = { kind: 'verification', origin: 'night', startedAt: '2026-01-01T00:00:00.000Z' };

test('the time to a verdict is counted to the step that tells it, once', () => {
  const order = { runId: 'r', lines: [{ at: '2026-01-01T00:02:03.500Z' }], change: { verdict: 'isolated' } };
  expect(measureActivity('recordStep', order, { cancelRequested: false, decided: run })).toEqual([
    {
      name: 'kataproof.run.time_to_verdict',
      value: 123.5,
      attributes: {
        'kataproof.verdict': 'isolated',
        'kataproof.run.kind': 'verification',
        'kataproof.run.origin': 'night',
      },
    },
  ]);
  expect(measureActivity('recordStep', order, { cancelRequested: false })).toEqual([]);
});

test('a run is counted by the activity that ends it, also one that died', () => {
  const change = { verdict: 'suspect', status: 'done', endedAt: 'x' };
  const one = { name: 'kataproof.runs.ended', value: 1 };
  expect(measureActivity('updateRun', { runId: 'r', change }, { ended: run })).toMatchObject([one]);
  expect(measureActivity('updateRun', { runId: 'r', change }, {})).toEqual([]);
  const dead = { ended: true, verdict: 'inconclusive', run };
  expect(measureActivity('endDeadRun', { runId: 'r', change: { status: 'failed' } }, dead)).toMatchObject([
    { ...one, attributes: { 'kataproof.verdict': 'inconclusive', 'kataproof.run.status': 'failed' } },
  ]);
  expect(measureActivity('endDeadRun', { runId: 'r', change: { status: 'failed' } }, { ended: false })).toEqual([]);
});

test('deliveries are counted by sink and result, a dead letter as nothing else', () => {
  const sinks = [
    { sink: 'ops', delivered: 2, failed: 3, dead: 1 },
    { sink: 'quiet', delivered: 0, failed: 0, dead: 0 },
  ];
  const result = (name: string, value: number) => ({
    name: 'kataproof.alert.deliveries',
    value,
    attributes: { 'kataproof.alert.sink': 'ops', 'kataproof.alert.result': name },
  });
  expect(measureActivity('deliverAlerts', {}, { delivered: 2, failed: 3, dead: 1, more: false, sinks })).toEqual([
    result('delivered', 2),
    result('failed', 2),
    result('dead', 1),
  ]);
});

test('residue is counted where there was any, and other activities are not measured', () => {
  expect(measureActivity('removeExpired', {}, { removed: 3, problem: null })).toMatchObject([{ value: 3 }]);
  expect(measureActivity('removeExpired', {}, { removed: 0, problem: null })).toEqual([]);
  expect(measureActivity('readKataPools', {}, {})).toEqual([]);
});

test('a fleet without pools has no age and no coverage', () => {
  expect(renderFleet({ pools: [], nodes: 0, nodesProven: 0, oldestProvenAt: null }, 0)).toEqual([]);
  const pools = [{ verdict: 'isolated' as const, fresh: false, count: 2 }];
  const known = { pools, nodes: 4, nodesProven: 3, oldestProvenAt: '1970-01-01T00:00:10.000Z' };
  expect(renderFleet(known, 70_000).map(({ name, value }) => [name, value])).toEqual([
    ['kataproof.fleet.pools', 2],
    ['kataproof.fleet.coverage', 0.75],
    ['kataproof.proof.oldest_age', 60],
  ]);
});
