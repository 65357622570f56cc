import { describe, expect, test } from '@jest/globals';
import { KataproofError } from '../../../shared/errors/kataproof-error.ts';
import { createRunWorld } from '../../support/runs/run-world.ts';

const run = '8236000000000-aaaaaaaaaa';

/** A run that is checked beforehand, in a world that counts the pools that it asks for. */
function start() {
  const asked: string[] = [];
  const world = createRunWorld([{ name: 'n1', verdict: 'isolated', minutes: 1 }], async () => {
    asked.push('pool');
    return { outcome: 'created' };
  });
  const provision = () => world.provision(run, 'always-delete', {}, {}, undefined, 'enforce');
  return { world, asked, provision, row: () => world.kept.runs.get(run) };
}

describe('a run that is checked beforehand', () => {
  test('ends failed when a check fails: nothing asked for, remembered, told or removed', async () => {
    const { world, asked, provision, row } = start();
    world.azure.readCluster = async () => ({ cluster: null });
    await provision();
    await world.pass(2);
    expect(row()).toMatchObject({
      status: 'failed',
      reason: expect.stringMatching(/^PreflightFailed: cluster-state: There is no AKS cluster/),
      cleanupResult: { pool: 'none', namespace: 'none', podPairs: 'none' },
      preflight: expect.arrayContaining([expect.objectContaining({ name: 'cluster-state', outcome: 'failed' })]),
    });
    expect([asked, world.removed, world.kept.told, [...world.kept.postures.keys()]]).toEqual([[], [], [], []]);
  });

  test('goes on when nothing could be checked, and remembers that', async () => {
    const { world, asked, provision, row } = start();
    const { readCluster } = world.azure;
    let first = true;
    world.azure.readCluster = async (cluster) => {
      if (!first) return readCluster(cluster);
      first = false;
      throw new KataproofError('Throttled', 'Azure throttles this app.');
    };
    await provision();
    await world.pass(15);
    expect(row()).toMatchObject({
      ...{ status: 'done', verdict: 'isolated' },
      preflight: expect.arrayContaining([
        expect.objectContaining({ name: 'cluster-state', outcome: 'could-not-check' }),
      ]),
    });
    expect(asked).toEqual(['pool']);
  });

  test('that is cancelled before ends cancelled, with nothing asked for', async () => {
    const { world, asked, provision, row } = start();
    await provision();
    await world.cancel(run);
    await world.pass(2);
    expect(row()).toMatchObject({ status: 'cancelled' });
    expect([asked, world.removed, world.kept.told]).toEqual([[], [], []]);
  });

  test('whose caller skips the checks is not checked', async () => {
    const { world, asked, row } = start();
    await world.provision(run);
    await world.pass(15);
    expect(row()).toMatchObject({ status: 'done', verdict: 'isolated' });
    expect(row()?.preflight ?? null).toBeNull();
    expect(asked).toEqual(['pool']);
  });
});
