import { describe, expect, test } from '@jest/globals';
import type { KubeObject } from '../../../../../emulator/kubernetes/api/seams.ts';
import { image, kata, startWorld, type World } from '../start-world.ts';

const namespace = 'proof';

function jobObject(
  name: string,
  script: string,
  spec: Record<string, unknown> = {},
  pod: Record<string, unknown> = {},
): KubeObject {
  return {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: { name, namespace, labels: { run: '1' } },
    spec: {
      backoffLimit: 0,
      ...spec,
      template: {
        metadata: { labels: { role: name }, annotations: { note: 'kept' } },
        spec: { restartPolicy: 'Never', ...pod, containers: [{ name: 'probe', image, command: ['sh', '-c', script] }] },
      },
    },
  };
}
async function startProof(): Promise<World> {
  const world = await startWorld();
  world.create('namespaces', { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } });
  return world;
}
const job = (world: World, name: string) => world.store.read('jobs', namespace, name);
const pods = (world: World) => world.store.list('pods', namespace);
const conditions = (world: World, name: string): string[] =>
  (job(world, name)?.['status'].conditions ?? []).map(
    ({ type, reason }: { type: string; reason: string }) => `${type}:${reason}`,
  );

describe('a Job', () => {
  test('makes one pod with its labels, counts its end and lets it go', async () => {
    const world = await startProof();
    world.create('jobs', jobObject('sandboxed', 'echo done', {}, kata));
    await world.eventually('complete', () => conditions(world, 'sandboxed').length > 0);
    expect(conditions(world, 'sandboxed')).toEqual([
      'SuccessCriteriaMet:CompletionsReached',
      'Complete:CompletionsReached',
    ]);
    expect(job(world, 'sandboxed')?.['status']).toMatchObject({
      succeeded: 1,
      ready: 0,
      completionTime: expect.any(String),
    });
    const [pod, ...others] = pods(world);
    expect(others).toEqual([]);
    const uid = job(world, 'sandboxed')?.metadata.uid;
    expect(pod?.metadata).toMatchObject({
      name: expect.stringMatching(/^sandboxed-[a-z0-9]{5}$/),
      labels: {
        role: 'sandboxed',
        'job-name': 'sandboxed',
        'batch.kubernetes.io/job-name': 'sandboxed',
        'controller-uid': uid,
      },
      annotations: { note: 'kept' },
      ownerReferences: [{ kind: 'Job', name: 'sandboxed', uid, controller: true }],
    });
    expect(pod?.metadata.finalizers).toBeUndefined();
    expect(
      world
        .eventsOf('sandboxed')
        .map(({ reason }) => reason)
        .sort(),
    ).toEqual(['Completed', 'SuccessfulCreate']);
    world.stop();
  });

  test('fails when its pods have failed more often than it may', async () => {
    const world = await startProof();
    world.create('jobs', jobObject('j', 'exit 1', { backoffLimit: 1 }));
    await world.eventually('failed', () => conditions(world, 'j').length > 0);
    expect(conditions(world, 'j')).toEqual(['FailureTarget:BackoffLimitExceeded', 'Failed:BackoffLimitExceeded']);
    expect(job(world, 'j')?.['status'].failed).toBe(2);
    expect(pods(world).map((pod) => pod['status'].phase)).toEqual(['Failed', 'Failed']);
    world.stop();
  });

  test('fails at its deadline, to the second whatever the speed, and its pod goes', async () => {
    const world = await startProof();
    const { activeDeadlineSeconds } = { activeDeadlineSeconds: 20 };
    world.create('jobs', jobObject('j', 'sleep 600', { activeDeadlineSeconds }, { terminationGracePeriodSeconds: 0 }));
    const startedAt = world.clock.now();
    await world.eventually('failed', () => conditions(world, 'j').length > 1);
    expect(world.clock.now() - startedAt).toBeGreaterThan(18_900);
    expect(world.clock.now() - startedAt).toBeLessThan(20_200);
    expect(conditions(world, 'j')[1]).toBe('Failed:DeadlineExceeded');
    await world.eventually('no pods', () => pods(world).length === 0);
    world.stop();
  });

  test('has failed only when its pod has ended, and says before that it will', async () => {
    const world = await startProof();
    const grace = { terminationGracePeriodSeconds: 10 };
    world.create('jobs', jobObject('j', 'sleep 600', { activeDeadlineSeconds: 20 }, grace));
    await world.eventually('announced', () => conditions(world, 'j').length > 0);
    expect(conditions(world, 'j')).toEqual(['FailureTarget:DeadlineExceeded']);
    await world.clock.advance(9000);
    expect([conditions(world, 'j').length, pods(world).length]).toEqual([1, 1]);
    await world.eventually('failed', () => conditions(world, 'j')[1] === 'Failed:DeadlineExceeded', 2000);
    expect(job(world, 'j')?.['status']).toMatchObject({ failed: 1, terminating: 0 });
    world.stop();
  });

  test('goes with its pods when its time to live is over', async () => {
    const world = await startProof();
    world.create('jobs', jobObject('j', 'true', { ttlSecondsAfterFinished: 60 }));
    await world.eventually('complete', () => conditions(world, 'j').length > 0);
    await world.clock.advance(55_000);
    expect(job(world, 'j')).toBeDefined();
    await world.clock.advance(6000);
    expect([job(world, 'j'), pods(world)]).toEqual([undefined, []]);
    world.stop();
  });

  test.each(['Foreground', 'Background'] as const)(
    'takes running pods with it when deleted (%s)',
    async (propagationPolicy) => {
      const world = await startProof();
      world.create('jobs', jobObject('j', 'sleep 600', {}, { terminationGracePeriodSeconds: 2 }));
      await world.eventually('running', () => pods(world)[0]?.['status'].phase === 'Running');
      world.store.requestDeletion('jobs', namespace, 'j', { propagationPolicy });
      await world.clock.advance(1000);
      expect(job(world, 'j') !== undefined).toBe(propagationPolicy === 'Foreground');
      expect(pods(world)).toHaveLength(1);
      await world.eventually('gone', () => pods(world).length === 0 && !job(world, 'j'));
      world.stop();
    },
  );

  test('leaves its pods behind when they are orphaned', async () => {
    const world = await startProof();
    world.create('jobs', jobObject('j', 'true'));
    await world.eventually('complete', () => conditions(world, 'j').length > 0);
    world.store.requestDeletion('jobs', namespace, 'j', { propagationPolicy: 'Orphan' });
    await world.clock.advance(1000);
    expect(job(world, 'j')).toBeUndefined();
    expect(pods(world)).toHaveLength(1);
    expect(pods(world)[0]?.metadata.ownerReferences).toBeUndefined();
    world.stop();
  });

  test('leaves a running pod behind when nobody says what becomes of its pods', async () => {
    const world = await startProof();
    world.create('jobs', jobObject('j', 'sleep 600'));
    await world.eventually('running', () => pods(world)[0]?.['status'].phase === 'Running');
    expect(world.store.requestDeletion('jobs', namespace, 'j').metadata.finalizers).toEqual(['orphan']);
    await world.clock.advance(1000);
    expect(job(world, 'j')).toBeUndefined();
    const [orphan] = pods(world);
    expect(orphan?.['status'].phase).toBe('Running');
    expect([orphan?.metadata.ownerReferences, orphan?.metadata.finalizers]).toEqual([undefined, undefined]);
    world.stop();
  });

  test('that is suspended deletes its pod, uncounted, and makes another when it is resumed', async () => {
    const world = await startProof();
    world.create('jobs', jobObject('j', 'sleep 600', {}, { terminationGracePeriodSeconds: 1 }));
    const first = await world.eventually(
      'running',
      () => pods(world)[0]?.['status'].phase === 'Running' && pods(world)[0],
    );
    const suspend = (value: boolean) =>
      world.store.update('jobs', namespace, 'j', (object) => {
        object['spec'].suspend = value;
      });
    suspend(true);
    await world.eventually('no pods', () => pods(world).length === 0);
    expect(conditions(world, 'j')).toEqual(['Suspended:JobSuspended']);
    expect(job(world, 'j')?.['status'].failed).toBeUndefined();
    suspend(false);
    const second = await world.eventually(
      'another',
      () => pods(world)[0]?.['status'].phase === 'Running' && pods(world)[0],
    );
    expect(second.metadata.uid).not.toBe(first.metadata.uid);
    expect(conditions(world, 'j')).toEqual(['Suspended:JobResumed']);
    expect(world.eventsOf('j').map(({ reason }) => reason)).toEqual(expect.arrayContaining(['Suspended', 'Resumed']));
    world.stop();
  });

  test("says in an event why its pods cannot be made, in admission's words", async () => {
    const world = await startProof();
    world.create('jobs', jobObject('j', 'true', {}, { runtimeClassName: 'nosuch' }));
    const event = await world.eventually('refused', () =>
      world.eventsOf('j').find(({ reason }) => reason === 'FailedCreate'),
    );
    // Mutating admission comes before the name, so that all tries have one message and make one event.
    expect(event['message']).toBe(
      'Error creating: pods "j-" is forbidden: pod rejected: RuntimeClass "nosuch" not found',
    );
    await world.eventually('tried again', () => world.eventsOf('j').some(({ count }) => count >= 3));
    expect(world.eventsOf('j')).toHaveLength(1);
    world.stop();
  });
});

describe('a namespace', () => {
  test('is furnished when new', async () => {
    const world = await startProof();
    expect(world.store.read('serviceaccounts', namespace, 'default')).toBeDefined();
    expect(world.store.read('configmaps', namespace, 'kube-root-ca.crt')).toBeDefined();
    world.stop();
  });

  test('keeps what is in it for five seconds after its deletion, and is then looked at by what its pods may take', async () => {
    const world = await startProof();
    world.create('jobs', jobObject('j', 'sleep 600', {}, { terminationGracePeriodSeconds: 8 }));
    await world.eventually('running', () => pods(world)[0]?.['status'].phase === 'Running');
    world.store.requestDeletion('namespaces', null, namespace);
    await world.clock.advance(4900);
    const left = () => pods(world).filter(({ metadata }) => !metadata.deletionTimestamp);
    expect(left()).toHaveLength(1);
    await world.clock.advance(200);
    expect(left()).toEqual([]);
    await world.clock.advance(4700);
    expect(world.store.list('serviceaccounts', namespace)).not.toEqual([]);
    await world.eventually('gone', () => !world.store.read('namespaces', null, namespace));
    world.stop();
  });

  test('goes with everything in it, after its pods have had their grace', async () => {
    const world = await startProof();
    world.create('jobs', jobObject('j', 'sleep 600', {}, { terminationGracePeriodSeconds: 5 }));
    await world.eventually('running', () => pods(world)[0]?.['status'].phase === 'Running');
    world.store.requestDeletion('namespaces', null, namespace);
    await world.clock.advance(3000);
    expect(world.store.read('namespaces', null, namespace)?.['status'].phase).toBe('Terminating');
    await world.eventually('gone', () => !world.store.read('namespaces', null, namespace));
    for (const resource of ['pods', 'jobs', 'events', 'serviceaccounts', 'configmaps'] as const)
      expect(world.store.list(resource, namespace)).toEqual([]);
    world.stop();
  });

  test('stays, and says why, as long as something in it has a finalizer that nobody removes', async () => {
    const world = await startProof();
    const held = { name: 'held', namespace, finalizers: ['example.com/forgotten'] };
    world.create('configmaps', { apiVersion: 'v1', kind: 'ConfigMap', metadata: held });
    world.store.requestDeletion('namespaces', null, namespace);
    await world.clock.advance(60_000);
    const stuck = world.store.read('namespaces', null, namespace);
    expect(stuck?.['status'].phase).toBe('Terminating');
    const said = Object.fromEntries(
      (stuck?.['status'].conditions ?? []).map((each: { type: string; status: string; message: string }) => [
        each.type,
        `${each.status}: ${each.message}`,
      ]),
    );
    expect(said).toEqual({
      NamespaceDeletionDiscoveryFailure: 'False: All resources successfully discovered',
      NamespaceDeletionGroupVersionParsingFailure: 'False: All legacy kube types successfully parsed',
      NamespaceDeletionContentFailure: 'False: All content successfully deleted, may be waiting on finalization',
      NamespaceContentRemaining: 'True: Some resources are remaining: configmaps. has 1 resource instances',
      NamespaceFinalizersRemaining:
        'True: Some content in the namespace has finalizers remaining: example.com/forgotten in 1 resource instances',
    });
    world.store.update('configmaps', namespace, 'held', ({ metadata }) => void delete metadata.finalizers);
    await world.eventually('gone', () => !world.store.read('namespaces', null, namespace));
    world.stop();
  });

  test.each(['spec', 'metadata'] as const)('stays with a finalizer of its own in %s', async (place) => {
    const world = await startWorld();
    const own = { finalizers: ['example.com/mine'] };
    const metadata = { name: 'mine', ...(place === 'metadata' ? own : {}) };
    world.create('namespaces', {
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata,
      ...(place === 'spec' ? { spec: own } : {}),
    });
    world.store.requestDeletion('namespaces', null, 'mine');
    await world.clock.advance(60_000);
    expect(world.store.read('namespaces', null, 'mine')?.['status'].phase).toBe('Terminating');
    expect(world.store.list('configmaps', 'mine')).toEqual([]);
    world.store.update('namespaces', null, 'mine', (object) => void delete object[place].finalizers);
    expect(world.store.read('namespaces', null, 'mine')).toBeUndefined();
    world.stop();
  });
});
