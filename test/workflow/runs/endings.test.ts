import { describe, expect, test } from '@jest/globals';
import { KataproofError } from '../../../shared/errors/kataproof-error.ts';
import type { Verdict } from '../../../shared/isolation/evidence.ts';
import { createRunWorld, minute, type NodeFate } from '../../support/runs/run-world.ts';

const run = '8236000000000-aaaaaaaaaa';
const node = (name: string, verdict: NodeFate['verdict'], minutes = 1): NodeFate => ({ name, verdict, minutes });

type World = ReturnType<typeof createRunWorld>;

const poolOf = ({ kept }: World, poolName = 'kata') =>
  [...kept.postures.values()].find((posture) => posture.poolName === poolName);
const told = ({ kept }: World) => kept.told.map(({ kind, poolName, verdict }) => `${kind} ${poolName} ${verdict}`);
const rowOf = ({ kept }: World) => kept.runs.get(run);

describe('storage that is away from the verdict on', () => {
  test.each([3, 40])('for %i minutes loses neither verdict nor posture nor alert', async (minutes) => {
    const world = createRunWorld([node('n1', 'isolated'), node('n2', 'shared-kernel')]);
    await world.verify(run);
    let from: number | null = null;
    world.setAway((_call, atMs) => {
      if (world.kept.nodes.size === 2) from ??= atMs;
      return from !== null && atMs < from + minutes * minute;
    });
    await world.pass(minutes + 15);
    expect(from).not.toBeNull();
    expect(rowOf(world)).toMatchObject({
      status: 'done',
      verdict: 'shared-kernel',
      pools: [{ poolName: 'kata', verdict: 'shared-kernel' }],
      cleanupResult: { namespace: 'removed' },
    });
    expect(rowOf(world)?.reason).toMatch(/n2/);
    expect(poolOf(world)).toMatchObject({ verdict: 'shared-kernel', runId: run });
    expect(world.kept.evidence.has(poolOf(world)?.evidenceHash ?? '')).toBe(true);
    expect(told(world)).toEqual(['opened kata shared-kernel']);
  });

  test('does not keep a pool of the run from being removed', async () => {
    const world = createRunWorld([node('n1', 'suspect')]);
    await world.provision(run);
    await world.pass(0.5);
    world.setAway(() => world.kept.nodes.size === 1);
    await world.pass(30);
    expect(world.removed).toEqual(['kata']);
    world.setAway(() => false);
    await world.pass(15);
    expect(rowOf(world)).toMatchObject({ status: 'done', verdict: 'suspect', cleanupResult: { pool: 'none' } });
    expect(told(world)).toEqual(['opened kata suspect']);
  });

  test.each(['evidence.keepEvidence', 'chains.append', 'chains.readHead', 'postures.readPosture', 'records.listNodes'])(
    'in one place alone (%s) does not keep the alert from being queued',
    async (call) => {
      const world = createRunWorld([node('n1', 'shared-kernel')]);
      await world.verify(run);
      world.setAway((each) => each === call);
      await world.pass(3);
      expect([...world.kept.waiting.values()].map(({ alert }) => alert['verdict'])).toEqual(['shared-kernel']);
      world.setAway(() => false);
      await world.pass(25);
      expect(rowOf(world)).toMatchObject({ status: 'done', verdict: 'shared-kernel' });
      expect(poolOf(world)?.evidenceHash).not.toBeNull();
      expect(told(world)).toHaveLength(1);
    },
  );
});

describe('a node whose proof dies', () => {
  test.each<[NodeFate['verdict'], Verdict]>([
    ['shared-kernel', 'shared-kernel'],
    ['suspect', 'suspect'],
    ['isolated', 'inconclusive'],
  ])('beside one that is %s leaves the run done and %s', async (other, verdict) => {
    const world = createRunWorld([node('n1', other), node('n2', 'dies', 2)]);
    await world.verify(run);
    await world.pass(5);
    expect(rowOf(world)).toMatchObject({ status: 'done', verdict });
    expect(told(world)).toEqual([`opened kata ${verdict}`]);
    expect(world.kept.nodes.get(`${run}/n2`)?.verdict).toMatchObject({
      verdict: 'inconclusive',
      reason: expect.stringMatching(/ended before its time/),
    });
  });

  test('after it had recorded a leak is told as that leak', async () => {
    const world = createRunWorld([
      { ...node('n1', 'shared-kernel'), diesAfterRecording: true },
      node('n2', 'isolated'),
    ]);
    await world.verify(run);
    await world.pass(5);
    expect(rowOf(world)).toMatchObject({ status: 'done', verdict: 'shared-kernel' });
    expect(told(world)).toEqual(['opened kata shared-kernel']);
  });

  test('because an operator terminated it is no end of the run', async () => {
    const world = createRunWorld([node('n1', 'shared-kernel'), node('n2', 'isolated', 60)]);
    await world.verify(run);
    await world.pass(2);
    const child = world.hub.client.list().find(({ name, status }) => name === 'proveNode' && status === 'Running');
    world.hub.client.terminate(child?.instanceId ?? '', 'by an operator');
    await world.pass(5);
    expect(rowOf(world)).toMatchObject({ status: 'done', verdict: 'shared-kernel' });
    expect(told(world)).toEqual(['opened kata shared-kernel']);
  });
});

describe('a run that is cancelled', () => {
  const many = (verdict: Verdict) => [
    ...['n1', 'n2', 'n3', 'n4'].map((name) => node(name, name === 'n3' ? verdict : 'isolated')),
    node('n5', 'isolated'),
  ];
  test.each<Verdict>(['suspect', 'shared-kernel'])('after a node was %s is remembered and told', async (verdict) => {
    const world = createRunWorld(many(verdict));
    await world.verify(run);
    await world.pass(0.5);
    await world.cancel(run);
    await world.pass(4);
    expect(rowOf(world)).toMatchObject({ verdict });
    expect(poolOf(world)?.verdict).toBe(verdict);
    expect(told(world)).toEqual([`opened kata ${verdict}`]);
  });

  test('after something was found does not stay to inspect the cluster', async () => {
    const world = createRunWorld(many('suspect'));
    const policy = { namespaceSelector: null, podSelector: null, excludedNamespaces: [] };
    await world.verify(run, { policy });
    await world.pass(0.5);
    await world.cancel(run);
    await world.pass(6);
    expect(rowOf(world)).toMatchObject({ status: 'done', verdict: 'suspect' });
    expect(world.kept.steps.map(({ step }) => step).filter((step) => /inspected/i.test(step))).toEqual([]);
  });

  test('before anything bad was found changes nothing that is known', async () => {
    const world = createRunWorld(many('isolated'));
    await world.verify(run);
    await world.pass(0.5);
    await world.cancel(run);
    await world.pass(4);
    expect(rowOf(world)).toMatchObject({ status: 'cancelled', verdict: 'inconclusive' });
    expect([world.kept.postures.size, told(world)]).toEqual([0, []]);
  });

  test('does not write over what is known of a pool in which nothing bad was found', async () => {
    const world = createRunWorld([
      ...many('suspect'),
      ...['o1', 'o2'].map((name) => ({ ...node(name, 'isolated'), poolName: 'other' })),
    ]);
    await world.verify(run, { poolName: null, poolNames: ['kata', 'other'] });
    await world.pass(0.5);
    await world.cancel(run);
    await world.pass(4);
    expect([...world.kept.postures.values()].map(({ poolName }) => poolName)).toEqual(['kata']);
    expect(told(world)).toEqual(['opened kata suspect']);
  });
});

describe('the pool of a run that keeps it', () => {
  const refused = async (): Promise<never> => {
    throw new KataproofError('ErrCode_InsufficientVCPUQuota', 'Insufficient vcpu quota.');
  };
  test.each([
    ['Azure refused to make', refused, 'none'],
    ['exists and differs', async () => ({ outcome: 'existing-differs' as const, differences: ['its size'] }), 'kept'],
    ['was made', async () => ({ outcome: 'created' as const }), 'kept'],
  ])('that %s is told as it is', async (_case, ensurePool, pool) => {
    const world = createRunWorld([node('n1', 'isolated')], ensurePool);
    await world.provision(run, 'keep');
    await world.pass(5);
    expect(rowOf(world)).toMatchObject({ status: 'done', cleanupResult: { pool } });
    // What nobody has counted is not zero.
    const nodesPresent = _case === 'was made' ? 1 : null;
    expect(rowOf(world)).toMatchObject({ pools: [{ nodesPresent }] });
    // A pool that is another one than was asked for keeps what is known of it.
    if (_case === 'exists and differs') expect([poolOf(world), told(world)]).toEqual([undefined, []]);
    else expect(poolOf(world)).toMatchObject({ nodesPresent });
  });
});
