import { describe, expect, test } from '@jest/globals';
import { KataproofError } from '../../../shared/errors/kataproof-error.ts';
import { cancelRequestedEvent } from '../../../shared/runs/requests.ts';
import { createRunWorld } from '../../support/runs/run-world.ts';

const run = '8236000000000-aaaaaaaaaa';
const nodes = [{ name: 'n1', verdict: 'isolated', minutes: 1 } as const];

/** A world whose cluster has no RuntimeClass, and what an update of the cluster does there. */
function createWorldWithoutClass(update: (classes: { name: string }[]) => void = () => {}) {
  const updates: number[] = [];
  const world = createRunWorld(nodes, undefined, async () => {
    updates.push(world.hub.now());
    update(world.classes);
    return { state: 'accepted' };
  });
  world.classes.length = 0;
  return { ...world, updates, row: () => world.kept.runs.get(run) };
}

describe('without the right to update the cluster, an absent RuntimeClass', () => {
  test('ends the run after a few minutes, with both remedies', async () => {
    const world = createWorldWithoutClass();
    await world.provision(run);
    await world.pass(2);
    expect(world.row()?.status).toBe('running');
    await world.pass(4);
    expect(world.row()).toMatchObject({ status: 'done', verdict: 'inconclusive' });
    expect(world.row()?.reason).toMatch(
      /RuntimeClassAbsent.*no RuntimeClass kata-vm-isolation.*az aks update --resource-group \S+ --name \S+ .*KATAPROOF_RECONCILE_CLUSTER to true.*managedClusters\/write/,
    );
    expect(world.updates).toEqual([]);
    expect(world.removed).toEqual(['kata']);
  });

  test('that comes in time ends nothing', async () => {
    const world = createWorldWithoutClass();
    await world.provision(run);
    await world.pass(2);
    world.classes.push({ name: 'kata-vm-isolation' });
    await world.pass(10);
    expect(world.row()).toMatchObject({ status: 'done', verdict: 'isolated' });
  });

  test('of another name is for its owner to create', async () => {
    const world = createWorldWithoutClass();
    await world.provision(run, 'always-delete', { runtimeClassName: 'small-kata-pods' });
    await world.pass(6);
    expect(world.row()?.reason).toMatch(/no RuntimeClass small-kata-pods.*KATAPROOF_RUNTIME_CLASS names: create it/);
    expect(world.row()?.reason).not.toMatch(/az aks update/);
  });
});

describe('with the right to update the cluster, an absent RuntimeClass', () => {
  const allowed = { reconcileCluster: true };

  test('is installed by one update', async () => {
    const world = createWorldWithoutClass((classes) => classes.push({ name: 'kata-vm-isolation' }));
    await world.provision(run, 'always-delete', allowed);
    await world.pass(10);
    expect(world.row()).toMatchObject({ status: 'done', verdict: 'isolated' });
    expect(world.updates).toHaveLength(1);
  });

  test('ends the run when Azure refuses the update, and says why', async () => {
    const world = createWorldWithoutClass(() => {
      throw new KataproofError('ClusterDoesNotRoundTrip', 'It would lose a field.');
    });
    await world.provision(run, 'always-delete', allowed);
    await world.pass(6);
    expect(world.row()).toMatchObject({ status: 'done', verdict: 'inconclusive' });
    expect(world.row()?.reason).toMatch(/RuntimeClassAbsent.*It would lose a field\. Run az aks update/);
    expect(world.updates).toHaveLength(1);
  });

  test('ends as cancelled, and not as absent, when somebody cancels while Azure is busy', async () => {
    const world = createWorldWithoutClass(() => {
      throw new KataproofError('OperationNotAllowed', 'Another operation is in progress.');
    });
    await world.provision(run, 'always-delete', allowed);
    await world.pass(5);
    expect(world.row()?.status).toBe('running');
    await world.cancel(run);
    world.hub.client.raiseEvent(run, cancelRequestedEvent, '{}');
    await world.pass(6);
    expect(world.row()?.status).toBe('cancelled');
  });
});
