import { describe, expect, test } from '@jest/globals';
import { KataproofError } from '../../../shared/errors/kataproof-error.ts';
import type { NewClusters } from '../../../shared/ports/new-clusters.ts';
import type { CleanupPolicy } from '../../../shared/runs/run-record.ts';
import { createRunWorld } from '../../support/runs/run-world.ts';

const run = '8236000000000-aaaaaaaaaa';
const nodes = [{ name: 'n1', verdict: 'isolated', minutes: 1 } as const];

/** A world in which Azure makes and removes clusters like this, and what it was asked to remove. */
async function provision(cleanup: CleanupPolicy, azure: Partial<NewClusters>, minutes: number, cancelled = false) {
  const removals: string[] = [];
  const world = createRunWorld(nodes, undefined, undefined, {
    ensureCluster: async () => ({ outcome: 'created' }),
    readNewCluster: async () => ({ state: 'there', provisioningState: 'Succeeded', provisioningError: null }),
    async removeCluster(_cluster, runId) {
      removals.push(runId);
      return { state: removals.length > 1 ? 'absent' : 'removing' };
    },
    ...azure,
  });
  await world.provisionCluster(run, cleanup);
  if (cancelled) await world.cancel(run);
  await world.pass(minutes);
  const row = world.kept.runs.get(run);
  return { world, removals, row, told: world.kept.told.map(({ verdict }) => verdict) };
}

const refuse = (code: string) => async (): Promise<never> => {
  throw new KataproofError(code, 'Azure says no.');
};

describe('a cluster that AKS makes', () => {
  test('is proven and removed, and what is known of its pool with it', async () => {
    const { world, row, removals } = await provision('always-delete', {}, 10);
    expect(row).toMatchObject({ status: 'done', verdict: 'isolated', createdCluster: true, createdPool: true });
    expect(row?.cleanupResult).toMatchObject({ cluster: 'removed', pool: 'removed' });
    expect([removals.length, world.removed]).toEqual([2, []]);
    expect([...world.kept.postures.values()]).toMatchObject([{ poolName: 'kata', retired: true }]);
  });

  test('is kept where it is isolated and only failures are deleted', async () => {
    const { row, removals } = await provision('delete-on-failure', {}, 10);
    expect([row?.cleanupResult?.cluster, row?.cleanupResult?.pool, removals]).toEqual(['kept', 'kept', []]);
  });

  test('is somebody else’s as soon as its tag is gone', async () => {
    const notOurs = { removeCluster: async () => ({ state: 'not-ours' as const }) };
    const { row, world } = await provision('always-delete', notOurs, 10);
    expect(row?.cleanupResult).toMatchObject({ cluster: 'not-ours', pool: 'kept' });
    expect(world.removed).toEqual([]);
  });
});

describe('a cluster that AKS does not make', () => {
  const failed = { code: 'AllocationFailed', message: 'No capacity.' };
  const fails: Partial<NewClusters> = {
    readNewCluster: async () => ({ state: 'there', provisioningState: 'Failed', provisioningError: failed }),
  };
  test.each<[CleanupPolicy, string]>([
    ['delete-on-failure', 'removed'],
    ['keep', 'kept'],
  ])('is told with ARM’s error, and with %s it is %s', async (cleanup, cluster) => {
    const { row, told } = await provision(cleanup, fails, 10);
    expect(row).toMatchObject({ status: 'done', verdict: 'inconclusive', createdPool: false });
    expect([row?.reason, row?.cleanupResult?.cluster, row?.cleanupResult?.pool]).toEqual([
      ...['AllocationFailed: No capacity.', cluster, 'none'],
    ]);
    expect(told).toEqual(['inconclusive']);
  });

  test('in its time is given up, and removed', async () => {
    const creating: Partial<NewClusters> = {
      readNewCluster: async () => ({ state: 'there', provisioningState: 'Creating', provisioningError: null }),
    };
    const { row } = await provision('always-delete', creating, 75);
    expect(row?.reason).toMatch(/^DeadlineExceeded: .*Creating/);
    expect(row?.cleanupResult?.cluster).toBe('removed');
  });

  test('because it refuses is no reason to remove, to remember or to tell anything', async () => {
    const { row, removals, world, told } = await provision(
      'always-delete',
      { ensureCluster: refuse('QuotaExceeded') },
      5,
    );
    expect(row).toMatchObject({
      status: 'done',
      createdCluster: false,
      cleanupResult: { cluster: 'none', pool: 'none' },
    });
    expect([removals, world.kept.postures.size, told]).toEqual([[], 0, []]);
  });

  test('because somebody has one of that name stays as it is', async () => {
    const taken = { ensureCluster: async () => ({ outcome: 'taken' as const }) };
    const { row, removals, world } = await provision('always-delete', taken, 5);
    expect([row?.reason, removals, world.kept.postures.size]).toEqual([expect.stringMatching(/^ClusterExists/), [], 0]);
  });

  test('because it refuses what it had accepted in a try without an answer is removed', async () => {
    const answers = [refuse('AzureUnreachable'), refuse('RequestDisallowedByPolicy')];
    const ensureCluster = () => (answers.shift() ?? refuse('RequestDisallowedByPolicy'))();
    const { row, removals } = await provision('always-delete', { ensureCluster }, 75);
    expect(row?.reason).toMatch(/^RequestDisallowedByPolicy/);
    expect([row?.cleanupResult?.cluster, removals.length]).toEqual(['removed', 2]);
  });

  test('as far as anybody knows is looked for all the same, and removed', async () => {
    const { row, removals } = await provision('always-delete', { ensureCluster: refuse('AzureUnreachable') }, 75);
    expect([row?.cleanupResult?.cluster, removals.length]).toEqual(['removed', 2]);
  });
});

describe('a run that is cancelled before it asks for its cluster', () => {
  /** Nothing is asked for again, so only a try whose host died can have made what is there. */
  async function cancel(cleanup: CleanupPolicy, readNewCluster: NewClusters['readNewCluster']) {
    let puts = 0;
    const ensureCluster = async () => ({ outcome: 'created' as const, puts: ++puts });
    const { row, removals } = await provision(cleanup, { ensureCluster, readNewCluster }, 75, true);
    return [row?.status, puts, row?.cleanupResult?.cluster, removals.length];
  }
  const there = async () => ({ state: 'there' as const, provisioningState: 'Creating', provisioningError: null });

  test('makes none', async () => {
    const absent = async () => ({ state: 'absent' as const });
    expect(await cancel('always-delete', absent)).toEqual(['cancelled', 0, 'none', 0]);
  });

  test('removes the one that an earlier try of the activity has made', async () => {
    expect(await cancel('always-delete', there)).toEqual(['cancelled', 0, 'removed', 2]);
  });

  test('tells of that one where it is to be kept', async () => {
    expect(await cancel('keep', there)).toEqual(['cancelled', 0, 'kept', 0]);
  });

  test('looks for it when Azure answers again', async () => {
    expect(await cancel('always-delete', refuse('AzureUnreachable'))).toEqual(['cancelled', 0, 'removed', 2]);
  });
});
