import { describe, expect, test } from '@jest/globals';
import type { KubeObject, Resource } from '../../../../../emulator/kubernetes/api/seams.ts';
import { image, kata, kataPool, startWorld, systemPool, type World } from '../start-world.ts';

const namespace = 'default';
const template = (app: string, script = 'sleep 600', more: Record<string, unknown> = {}) => ({
  metadata: { labels: { app } },
  spec: {
    terminationGracePeriodSeconds: 1,
    containers: [{ name: 'main', image, command: ['sh', '-c', script] }],
    ...more,
  },
});
const workload = (kind: string, name: string, spec: Record<string, unknown>): KubeObject => ({
  apiVersion: 'apps/v1',
  kind,
  metadata: { name, namespace },
  spec: { selector: { matchLabels: { app: name } }, template: template(name), ...spec },
});
const pods = (world: World) => world.store.list('pods', namespace);
const active = (world: World) => pods(world).filter(({ metadata }) => !metadata.deletionTimestamp);
const ready = (pod: KubeObject) =>
  pod['status'].conditions?.some(
    (each: { type: string; status: string }) => each.type === 'Ready' && each.status === 'True',
  );
const read = (world: World, resource: Resource, name: string) => world.store.read(resource, namespace, name);
const status = (world: World, resource: Resource, name: string) => read(world, resource, name)?.['status'] ?? {};
const change = (world: World, resource: Resource, name: string, spec: Record<string, unknown>) =>
  world.store.update(resource, namespace, name, (object) => Object.assign(object['spec'], spec));

describe('a ReplicaSet', () => {
  test('keeps its number of pods, and says so', async () => {
    const world = await startWorld();
    world.create('replicasets', workload('ReplicaSet', 'set', { replicas: 2 }));
    await world.eventually('two', () => status(world, 'replicasets', 'set').readyReplicas === 2);
    const [first] = pods(world);
    world.store.requestDeletion('pods', namespace, first?.metadata.name ?? '', { gracePeriodSeconds: 0 });
    await world.eventually('two again', () => active(world).filter(ready).length === 2);
    expect(active(world).map(({ metadata }) => metadata.uid)).not.toContain(first?.metadata.uid);
    change(world, 'replicasets', 'set', { replicas: 0 });
    await world.eventually('none', () => pods(world).length === 0);
    expect(status(world, 'replicasets', 'set')).toEqual({ observedGeneration: 2, replicas: 0 });
    world.stop();
  });
});

describe('what nobody controls', () => {
  const orphan = (world: World, resource: Resource, name: string) =>
    world.store.requestDeletion(resource, namespace, name, { propagationPolicy: 'Orphan' });
  const ownerOf = (object: KubeObject | undefined) => object?.metadata.ownerReferences?.[0];

  test('is taken in by the ReplicaSet that selects it, and let go when it selects it no more', async () => {
    const world = await startWorld();
    world.create('replicasets', workload('ReplicaSet', 'set', { replicas: 1 }));
    await world.eventually('one', () => status(world, 'replicasets', 'set').readyReplicas === 1);
    const name = pods(world)[0]?.metadata.name ?? '';
    orphan(world, 'replicasets', 'set');
    await world.eventually('gone', () => !read(world, 'replicasets', 'set'));
    expect(ownerOf(read(world, 'pods', name))).toBeUndefined();
    world.create(
      'replicasets',
      workload('ReplicaSet', 'other', {
        replicas: 1,
        selector: { matchLabels: { app: 'set' } },
        template: template('set'),
      }),
    );
    await world.eventually('taken in', () => status(world, 'replicasets', 'other').readyReplicas === 1);
    expect(pods(world)).toHaveLength(1);
    expect(ownerOf(read(world, 'pods', name))).toMatchObject({ name: 'other', controller: true });
    world.store.update('pods', namespace, name, ({ metadata }) => {
      metadata.labels = { app: 'looked-into' };
    });
    await world.eventually('replaced', () => active(world).length === 2);
    expect(ownerOf(read(world, 'pods', name))).toBeUndefined();
    world.stop();
  });

  test('is taken in by a Deployment of the same template', async () => {
    const world = await startWorld();
    world.create('deployments', workload('Deployment', 'web', { replicas: 1 }));
    await world.eventually('rolled out', () => status(world, 'deployments', 'web').availableReplicas === 1);
    const uids = () => pods(world).map(({ metadata }) => metadata.uid);
    const before = uids();
    orphan(world, 'deployments', 'web');
    await world.eventually('gone', () => !read(world, 'deployments', 'web'));
    world.create('deployments', workload('Deployment', 'web', { replicas: 1 }));
    await world.eventually('there again', () => status(world, 'deployments', 'web').availableReplicas === 1);
    expect(uids()).toEqual(before);
    world.stop();
  });
});

describe('a Deployment', () => {
  test('rolls a new template out, one ReplicaSet per template, without going below what must be available', async () => {
    const world = await startWorld();
    world.create('deployments', workload('Deployment', 'web', { replicas: 3 }));
    await world.eventually('rolled out', () => status(world, 'deployments', 'web').availableReplicas === 3);
    expect(read(world, 'deployments', 'web')?.metadata.annotations).toEqual({
      'deployment.kubernetes.io/revision': '1',
    });
    change(world, 'deployments', 'web', { template: template('web', 'sleep 601') });
    let fewest = 3;
    await world.eventually('rolled out again', () => {
      fewest = Math.min(fewest, active(world).filter(ready).length);
      const { updatedReplicas, replicas, availableReplicas, observedGeneration } = status(world, 'deployments', 'web');
      return observedGeneration === 2 && [updatedReplicas, replicas, availableReplicas].every((each) => each === 3);
    });
    expect(fewest).toBe(3);
    const sets = world.store.list('replicasets', namespace);
    expect(sets.map((set) => set['spec'].replicas).sort()).toEqual([0, 3]);
    expect(status(world, 'deployments', 'web').conditions).toMatchObject([
      { type: 'Available', status: 'True', reason: 'MinimumReplicasAvailable' },
      { type: 'Progressing', status: 'True', reason: 'NewReplicaSetAvailable' },
    ]);
    for (const pod of active(world)) expect(pod.metadata.labels).toHaveProperty('pod-template-hash');
    world.stop();
  });

  test('with Recreate has no pod of the old template beside one of the new', async () => {
    const world = await startWorld();
    world.create('deployments', workload('Deployment', 'web', { replicas: 2, strategy: { type: 'Recreate' } }));
    await world.eventually('rolled out', () => status(world, 'deployments', 'web').availableReplicas === 2);
    const old = new Set(pods(world).map(({ metadata }) => metadata.uid));
    change(world, 'deployments', 'web', { template: template('web', 'sleep 601') });
    let mixed = false;
    await world.eventually('rolled out again', () => {
      const kinds = new Set(pods(world).map(({ metadata }) => old.has(metadata.uid)));
      mixed ||= kinds.size > 1;
      return pods(world).length === 2 && !kinds.has(true) && pods(world).every(ready);
    });
    expect(mixed).toBe(false);
    world.stop();
  });

  test('whose pods cannot start tells so when its time is over', async () => {
    const world = await startWorld({ faults: { imagePullFails: true } });
    world.create('deployments', workload('Deployment', 'stuck', { progressDeadlineSeconds: 20 }));
    const stalled = () =>
      status(world, 'deployments', 'stuck').conditions?.find(
        ({ reason }: { reason: string }) => reason === 'ProgressDeadlineExceeded',
      );
    await world.eventually('stalled', stalled);
    expect(stalled()).toMatchObject({ type: 'Progressing', status: 'False' });
    world.stop();
  });

  test('goes with everything that it made', async () => {
    const world = await startWorld();
    world.create('deployments', workload('Deployment', 'web', { replicas: 2 }));
    await world.eventually('rolled out', () => status(world, 'deployments', 'web').availableReplicas === 2);
    world.store.requestDeletion('deployments', namespace, 'web', { propagationPolicy: 'Foreground' });
    await world.clock.advance(200);
    expect(read(world, 'deployments', 'web')?.metadata.finalizers).toEqual(['foregroundDeletion']);
    await world.eventually('gone', () => !read(world, 'deployments', 'web'));
    expect([world.store.list('replicasets', namespace), pods(world)]).toEqual([[], []]);
    world.stop();
  });

  test('that no pod could obey is refused', async () => {
    const world = await startWorld({ pools: [] });
    const refused = (spec: Record<string, unknown>) => () =>
      world.create('deployments', workload('Deployment', 'bad', spec));
    expect(refused({ template: template('other') })).toThrow('`selector` does not match template `labels`');
    expect(refused({ selector: undefined })).toThrow('spec.selector: Required value');
    expect(refused({ template: template('bad', 'true', { restartPolicy: 'Never' }) })).toThrow(
      'supported values: "Always"',
    );
    world.stop();
  });
});

describe('a DaemonSet', () => {
  test('has one pod on each node that it fits, also on one that comes later', async () => {
    const world = await startWorld({ pools: [{ ...kataPool, count: 2 }, systemPool] });
    const everywhere = workload('DaemonSet', 'agent', {});
    world.create('daemonsets', everywhere);
    world.create(
      'daemonsets',
      workload('DaemonSet', 'sandboxed', {
        template: template('sandboxed', 'sleep 600', { ...kata, nodeSelector: { agentpool: 'kata' } }),
      }),
    );
    await world.eventually('everywhere', () => status(world, 'daemonsets', 'agent').numberAvailable === 3);
    await world.eventually('sandboxed', () => status(world, 'daemonsets', 'sandboxed').numberAvailable === 2);
    const nodes = new Set(
      pods(world)
        .filter(({ metadata }) => metadata.labels?.['app'] === 'agent')
        .map((pod) => pod['spec'].nodeName),
    );
    expect(nodes.size).toBe(3);
    world.setNodePool({ ...kataPool, count: 3 });
    await world.eventually('the new node', () => status(world, 'daemonsets', 'agent').numberAvailable === 4);
    world.setNodePool({ ...kataPool, count: 1 });
    await world.eventually('fewer', () => status(world, 'daemonsets', 'agent').desiredNumberScheduled === 2);
    await world.eventually('and no more pods', () => pods(world).length === 3);
    world.stop();
  });

  test('replaces its pods one after the other when its template changes', async () => {
    const world = await startWorld({ pools: [{ ...kataPool, count: 2 }] });
    world.create('daemonsets', workload('DaemonSet', 'agent', {}));
    await world.eventually('ready', () => status(world, 'daemonsets', 'agent').numberAvailable === 2);
    change(world, 'daemonsets', 'agent', { template: template('agent', 'sleep 601') });
    let fewest = 2;
    await world.eventually('replaced', () => {
      fewest = Math.min(fewest, active(world).filter(ready).length);
      const { observedGeneration, updatedNumberScheduled, numberAvailable } = status(world, 'daemonsets', 'agent');
      return observedGeneration === 2 && updatedNumberScheduled === 2 && numberAvailable === 2;
    });
    expect(fewest).toBe(1);
    world.stop();
  });
});
