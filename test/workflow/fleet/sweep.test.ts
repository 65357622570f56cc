import { describe, expect, test } from '@jest/globals';
import type { Verdict } from '../../../shared/isolation/evidence.ts';
import { createRunWorld, minute, type NodeFate } from '../../support/runs/run-world.ts';
import { cluster } from '../../support/samples/sample-runs.ts';

const run = '8236000000000-aaaaaaaaaa';
const later = '8235000000000-bbbbbbbbbb';

type World = ReturnType<typeof createRunWorld>;

/** Two nodes: the first is proven after a minute, the proof of the second takes an hour. */
const half = (verdict: Verdict): NodeFate[] => [
  { name: 'n1', verdict, minutes: 1 },
  { name: 'n2', verdict: 'isolated', minutes: 60 },
];
const told = ({ kept }: World) => kept.told.map(({ kind, verdict }) => `${kind} ${verdict}`);
const postures = ({ kept }: World) => [...kept.postures.values()].map(({ verdict }) => verdict);

/** Ends the run and its proofs as an operator or a lost host does: nothing of them gets a chance to do anything. */
function kill({ hub }: World) {
  for (const { instanceId, status } of hub.client.list())
    if (status === 'Running') hub.client.terminate(instanceId, 'by an operator');
}

describe('a run that was terminated', () => {
  test.each<Verdict>(['shared-kernel', 'suspect'])(
    'after a node was proven %s is told of by the sweep, once',
    async (verdict) => {
      const world = createRunWorld(half(verdict));
      await world.verify(run);
      await world.pass(2);
      kill(world);
      for (let sweeps = 0; sweeps < 2; sweeps++) {
        world.sweep({ abandoned: [run] });
        await world.pass(1);
      }
      expect(world.kept.runs.get(run)).toMatchObject({
        status: 'failed',
        verdict,
        reason: expect.stringMatching(/first n1: It is .*The run ended before its time/),
        pools: [{ poolName: 'kata', verdict }],
        cleanupResult: { namespace: 'removed' },
      });
      expect(postures(world)).toEqual([verdict]);
      expect(told(world)).toEqual([`opened ${verdict}`]);
    },
  );

  test('before anything bad was proven changes nothing that is known', async () => {
    const world = createRunWorld(half('isolated'));
    await world.verify(run);
    await world.pass(2);
    kill(world);
    world.sweep({ abandoned: [run] });
    await world.pass(1);
    expect(world.kept.runs.get(run)).toMatchObject({ status: 'failed', verdict: 'inconclusive' });
    expect([postures(world), told(world)]).toEqual([[], []]);
  });

  test('between its verdict and its memory is remembered with its verdict', async () => {
    const world = createRunWorld([{ name: 'n1', verdict: 'isolated', minutes: 1 }]);
    world.setAway((call) => call.startsWith('postures.'));
    await world.verify(run);
    await world.pass(2);
    kill(world);
    world.setAway(() => false);
    world.sweep({ abandoned: [run] });
    await world.pass(1);
    expect(postures(world)).toEqual(['isolated']);
    expect(world.kept.runs.get(run)).toMatchObject({ status: 'failed', verdict: 'isolated' });
  });

  test('between its verdict and what it says of its pools is judged by its nodes', async () => {
    const world = createRunWorld([{ name: 'n1', verdict: 'shared-kernel', minutes: 1 }]);
    world.setAway(
      (call) => call.startsWith('postures.') || call.startsWith('alertStates.') || call === 'records.readRun',
    );
    await world.verify(run);
    await world.pass(4);
    kill(world);
    world.setAway(() => false);
    // Of many pools the record tells after the verdict.
    await world.ports.records.updateRun(run, { pools: [] });
    expect(world.kept.runs.get(run)).toMatchObject({ verdict: 'shared-kernel', pools: [] });
    world.sweep({ abandoned: [run] });
    await world.pass(1);
    expect([postures(world), told(world)]).toEqual([['shared-kernel'], ['opened shared-kernel']]);
    expect(world.kept.runs.get(run)).toMatchObject({ status: 'failed', pools: [{ verdict: 'shared-kernel' }] });
  });

  test('stays open while storage is away, and its proof is no younger for that', async () => {
    const world = createRunWorld(half('shared-kernel'));
    await world.verify(run);
    await world.pass(2);
    kill(world);
    world.setAway((call) => call === 'postures.readPosture');
    world.sweep({ abandoned: [run] });
    await world.pass(5);
    expect(world.kept.runs.get(run)?.status).toBe('running');
    world.setAway(() => false);
    await world.pass(30);
    world.sweep({ abandoned: [run] });
    await world.pass(1);
    expect(world.kept.runs.get(run)?.status).toBe('failed');
    const [posture] = world.kept.postures.values();
    expect(Date.parse(posture?.provenAt ?? '')).toBeLessThan(world.hub.now() - 30 * minute);
    expect(told(world)).toEqual(['opened shared-kernel']);
  });

  test.each([
    ['isolated', []],
    ['inconclusive', ['opened inconclusive', 'worsened shared-kernel']],
  ] as const)('does not write over what a later run found to be %s', async (verdict, alerts) => {
    const world = createRunWorld(half('shared-kernel'));
    await world.verify(run);
    await world.pass(2);
    kill(world);
    const coverage = { nodesPresent: 2, nodesProven: 0, changing: false };
    await world.remember(later, { poolName: 'kata', verdict, reason: 'Seen later.', ...coverage });
    world.sweep({ abandoned: [run] });
    await world.pass(1);
    expect([...world.kept.postures.values()]).toMatchObject([{ verdict, runId: later, cluster }]);
    expect(told(world).sort()).toEqual(alerts);
  });

  test('whose provisioned pool leaks has the pool removed, told and retired', async () => {
    const world = createRunWorld(half('shared-kernel'));
    await world.provision(run);
    await world.pass(2);
    kill(world);
    world.sweep({ abandoned: [run] });
    await world.pass(1);
    expect([world.removed, told(world)]).toEqual([['kata'], ['opened shared-kernel']]);
    expect(world.kept.runs.get(run)).toMatchObject({ status: 'failed', verdict: 'shared-kernel' });
  });

  test('whose evidence cannot be kept loses its pool all the same, and is closed when that is mended', async () => {
    const world = createRunWorld(half('shared-kernel'));
    await world.provision(run);
    await world.pass(2);
    kill(world);
    world.setAway((call) => call === 'evidence.keepEvidence');
    world.sweep({ abandoned: [run] });
    await world.pass(5);
    expect([world.removed, told(world)]).toEqual([['kata'], ['opened shared-kernel']]);
    expect(world.kept.runs.get(run)?.status).toBe('running');
    world.setAway(() => false);
    world.sweep({ abandoned: [run] });
    await world.pass(5);
    expect(world.kept.runs.get(run)).toMatchObject({ status: 'failed', verdict: 'shared-kernel' });
    expect([world.kept.evidence.size, told(world)]).toEqual([1, ['opened shared-kernel']]);
  });

  test('and closed, is told of by the proof of a node that outlived it', async () => {
    const world = createRunWorld([
      { name: 'n1', verdict: 'suspect', minutes: 1 },
      { name: 'n2', verdict: 'shared-kernel', minutes: 10 },
      { name: 'n3', verdict: 'isolated', minutes: 11 },
    ]);
    await world.verify(run);
    await world.pass(2);
    world.hub.client.terminate(run, 'by an operator');
    world.sweep({ abandoned: [run] });
    await world.pass(1);
    expect([world.kept.runs.get(run)?.status, told(world)]).toEqual(['failed', ['opened suspect']]);
    await world.pass(12);
    expect(world.kept.runs.get(run)).toMatchObject({
      status: 'failed',
      verdict: 'shared-kernel',
      pools: [{ poolName: 'kata', verdict: 'shared-kernel' }],
    });
    expect(postures(world)).toEqual(['shared-kernel']);
    expect([...world.kept.waiting.values()].map(({ alert }) => `${alert['kind']} ${alert['verdict']}`)).toEqual([
      'worsened shared-kernel',
    ]);
  });

  test('is closed although the closing of another dies', async () => {
    const world = createRunWorld(half('shared-kernel'));
    for (const runId of [run, later]) await world.verify(runId);
    await world.pass(2);
    kill(world);
    world.sweep({ abandoned: [later, run] });
    await world.hub.advance(0);
    const closing = world.hub.client.list().find(({ instanceId }) => instanceId.startsWith(`${later}-close`));
    world.hub.client.terminate(closing?.instanceId ?? '', 'by an operator');
    await world.pass(1);
    expect(world.hub.find('sweep').status).toBe('Completed');
    expect(world.kept.runs.get(run)?.status).toBe('failed');
  });
});

describe('a run past its expiry that is still executed', () => {
  test('is given time to write down what it has found out, once storage is back', async () => {
    const world = createRunWorld([{ name: 'n1', verdict: 'suspect', minutes: 1 }]);
    await world.verify(run);
    world.setAway(() => world.hub.now() > Date.parse('2026-01-01T00:00:30Z'));
    await world.pass(40);
    world.setAway(() => false);
    world.sweep({ expired: [run] });
    await world.pass(20);
    expect(world.kept.runs.get(run)).toMatchObject({ status: 'done', verdict: 'suspect' });
    expect(told(world)).toEqual(['opened suspect']);
  });

  test('is terminated after that, and judged by what it had recorded', async () => {
    const world = createRunWorld(half('shared-kernel'));
    await world.verify(run);
    await world.pass(2);
    world.sweep({ expired: [run] });
    await world.pass(18);
    expect(world.hub.find(run).status).toBe('Terminated');
    expect(world.kept.runs.get(run)).toMatchObject({ status: 'failed', verdict: 'shared-kernel' });
    expect(told(world)).toEqual(['opened shared-kernel']);
  });
});

test('a host that dies between any two writes of a sweep tells people once', async () => {
  const begin = async () => {
    const world = createRunWorld(half('shared-kernel'));
    await world.verify(run);
    await world.pass(2);
    kill(world);
    await world.pass(1);
    const before = world.hub.records.length;
    world.sweep({ abandoned: [run] });
    await world.pass(1);
    return { world, before };
  };
  const { world: whole, before } = await begin();
  for (let written = before + 1; written <= whole.hub.records.length; written++) {
    const { world } = await begin();
    world.hub.restart(written);
    await world.pass(2);
    expect(world.hub.find('sweep').status).toBe('Completed');
    expect([written, told(world), world.kept.runs.get(run)?.verdict]).toEqual([
      written,
      ['opened shared-kernel'],
      'shared-kernel',
    ]);
  }
});
