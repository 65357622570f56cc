import { describe, expect, test } from '@jest/globals';
import { KataproofError } from '../../../shared/errors/kataproof-error.ts';
import { createRunWorld, type NodeFate } from '../../support/runs/run-world.ts';

const run = '8236000000000-aaaaaaaaaa';
const node = (name: string, verdict: NodeFate['verdict'], minutes = 1): NodeFate => ({ name, verdict, minutes });

type World = ReturnType<typeof createRunWorld>;

const rowOf = ({ kept }: World) => kept.runs.get(run);
const postureOf = ({ kept }: World) => [...kept.postures.values()].find(({ poolName }) => poolName === 'kata');

/** A world in which AKS makes the pool with the taint. */
function createClosedWorld(fates: NodeFate[], outcome: 'created' | 'existing-matches' = 'created'): World {
  const world = createRunWorld(fates, async () => {
    world.quarantine.declared = true;
    return { outcome };
  });
  return world;
}

const closed = { quarantine: true, nodeTaints: [] };

describe('a pool that is made in quarantine', () => {
  test('is opened when it is isolated', async () => {
    const world = createClosedWorld([node('n1', 'isolated'), node('n2', 'isolated')]);
    await world.provision(run, 'keep', {}, closed);
    await world.pass(15);
    expect(world.quarantine.lifted).toEqual(['kata']);
    expect(rowOf(world)).toMatchObject({ verdict: 'isolated', quarantine: { state: 'lifted', reason: null } });
    expect(postureOf(world)).not.toHaveProperty('quarantined');
  });

  test.each<NodeFate['verdict']>(['shared-kernel', 'suspect', 'inconclusive', 'dies'])(
    'stays closed when a node is %s, and everybody is told',
    async (verdict) => {
      const world = createClosedWorld([node('n1', 'isolated'), node('n2', verdict)]);
      await world.provision(run, 'keep', {}, closed);
      await world.pass(20);
      expect(world.quarantine.lifted).toEqual([]);
      expect(rowOf(world)).toMatchObject({
        status: 'done',
        quarantine: { state: 'kept', reason: expect.stringContaining('"liftQuarantine": true') },
        pools: [{ quarantined: true }],
      });
      expect(postureOf(world)).toMatchObject({ quarantined: true });
      expect(world.kept.told).toEqual([
        expect.objectContaining({ whatToDo: expect.stringMatching(/^The pool stays in quarantine: .*liftQuarantine/) }),
      ]);
      expect(world.kept.told[0]?.whatToDo.length).toBeLessThanOrEqual(400);
    },
  );

  test.each<['always-delete' | 'delete-on-failure', NodeFate['verdict']]>([
    ['always-delete', 'isolated'],
    ['delete-on-failure', 'shared-kernel'],
  ])('is not opened when the run removes it anyway (%s), and nobody is told to', async (cleanup, verdict) => {
    const world = createClosedWorld([node('n1', verdict)]);
    await world.provision(run, cleanup, {}, closed);
    await world.pass(20);
    expect(world.quarantine.lifted).toEqual([]);
    expect(world.removed).toEqual(['kata']);
    const reason = `It is ${verdict}, and this run removes it.`;
    expect(rowOf(world)).toMatchObject({ quarantine: { state: 'kept', reason } });
  });

  test('stays closed when the run is cancelled', async () => {
    const world = createClosedWorld([node('n1', 'isolated', 5)]);
    await world.provision(run, 'keep', {}, closed);
    await world.pass(2);
    await world.cancel(run);
    await world.pass(15);
    expect(world.quarantine.lifted).toEqual([]);
    expect(rowOf(world)).toMatchObject({ quarantine: { state: 'kept' } });
  });

  test('stays closed when the run dies, and the posture says so', async () => {
    const world = createClosedWorld([node('n1', 'shared-kernel', 1), node('n2', 'isolated', 9)]);
    await world.provision(run, 'keep', {}, closed);
    await world.pass(4);
    world.hub.client.terminate(run, 'The host was hit.');
    await world.sweep({ abandoned: [run] });
    await world.pass(10);
    expect(world.quarantine.lifted).toEqual([]);
    expect(rowOf(world)).toMatchObject({ status: 'failed', verdict: 'shared-kernel' });
    expect(postureOf(world)).toMatchObject({ quarantined: true });
  });

  test('stays closed when a node comes after the proof, and is inconclusive', async () => {
    const world = createClosedWorld([node('n1', 'isolated')]);
    await world.provision(run, 'keep', {}, closed);
    world.setAway(() => {
      const proven = world.kept.steps.some(({ step }) => step.startsWith('Lifting'));
      const late = { ...world.nodes[0], name: 'n9' } as (typeof world.nodes)[number];
      if (proven && world.nodes.length === 1) world.nodes.push(late);
      return false;
    });
    await world.pass(15);
    expect(world.quarantine.lifted).toEqual([]);
    expect(rowOf(world)).toMatchObject({
      ...{ verdict: 'inconclusive', quarantine: { state: 'kept' } },
      reason: expect.stringMatching(/^Nodes have come since the proof: Only 1 of 2 nodes were looked at: not n9/),
    });
    expect(world.kept.told).toHaveLength(1);
  });

  test('is opened after other operations have ended', async () => {
    const world = createClosedWorld([node('n1', 'isolated')]);
    let busy = 3;
    world.quarantine.lift = async () => {
      if (busy-- > 0) throw new KataproofError('OperationNotAllowed', 'Another operation is in progress.');
    };
    await world.provision(run, 'keep', {}, closed);
    await world.pass(20);
    expect(world.quarantine.lifted).toEqual(['kata']);
  });

  test('stays closed, and isolated, when AKS refuses to change it', async () => {
    const world = createClosedWorld([node('n1', 'isolated')]);
    world.quarantine.lift = async () => {
      throw new KataproofError('NodePoolDoesNotRoundTrip', 'properties.new');
    };
    await world.provision(run, 'keep', {}, closed);
    await world.pass(20);
    expect(rowOf(world)).toMatchObject({
      ...{
        verdict: 'isolated',
        quarantine: { state: 'kept', reason: 'properties.new' },
        pools: [{ quarantined: true }],
      },
    });
  });
});

describe('a pool that is there already', () => {
  test('is opened though the run was to remove it: it stays, because the run has not made it', async () => {
    const world = createClosedWorld([node('n1', 'isolated')], 'existing-matches');
    await world.provision(run, 'always-delete', {}, closed);
    await world.pass(15);
    expect(world.quarantine.lifted).toEqual(['kata']);
    expect(rowOf(world)).toMatchObject({ quarantine: { state: 'lifted' } });
  });

  test('is opened for a caller who asks for quarantine, if it is in it', async () => {
    const world = createClosedWorld([node('n1', 'isolated')], 'existing-matches');
    await world.provision(run, 'keep', {}, closed);
    await world.pass(15);
    expect(world.quarantine.lifted).toEqual(['kata']);
  });

  test('is not closed behind the back of its users, and the run says so', async () => {
    const world = createRunWorld([node('n1', 'isolated')], async () => ({ outcome: 'existing-matches' }));
    await world.provision(run, 'keep', {}, closed);
    await world.pass(15);
    expect(world.quarantine.lifted).toEqual([]);
    expect(rowOf(world)).toMatchObject({ quarantine: { state: 'none' }, verdict: 'isolated' });
  });

  test('is opened by a verification that is asked to', async () => {
    const world = createRunWorld([node('n1', 'isolated')]);
    world.quarantine.declared = true;
    await world.verify(run, { liftQuarantine: true });
    await world.pass(15);
    expect(world.quarantine.lifted).toEqual(['kata']);
    expect(rowOf(world)).toMatchObject({ quarantine: { state: 'lifted' } });
  });

  test('stays closed under every other verification, which says how to open it', async () => {
    const world = createRunWorld([node('n1', 'isolated')]);
    world.quarantine.declared = true;
    await world.verify(run);
    await world.pass(15);
    expect(world.quarantine.lifted).toEqual([]);
    expect(rowOf(world)?.quarantine?.reason).toMatch(/^Nobody asked to lift it: POST \/api\/verifications/);
    expect(postureOf(world)).toMatchObject({ verdict: 'isolated', quarantined: true });
  });
});
