import { describe, expect, test } from '@jest/globals';
import type { KubeObject } from '../../../../emulator/kubernetes/api/seams.ts';
import { hasPhase, image, podObject, startWorld, type World } from './start-world.ts';

const gone = (world: World, name: string) => () => !world.store.read('pods', 'default', name);
const labelNamespace = (world: World, labels: Record<string, string>, name = 'default') =>
  world.store.update('namespaces', null, name, ({ metadata }) => {
    metadata.labels = { ...metadata.labels, ...labels };
  });

describe("the scheduler's events", () => {
  test('have the time of the event alone', async () => {
    const world = await startWorld();
    world.create('pods', podObject('homeless', 'true', { nodeSelector: { nobody: 'has' } }));
    const event = await world.eventually('told', () => world.eventsOf('homeless')[0]);
    expect(event).toMatchObject({
      reason: 'FailedScheduling',
      action: 'Scheduling',
      eventTime: expect.stringMatching(/\.\d{6}Z$/),
      firstTimestamp: null,
      lastTimestamp: null,
      source: {},
      reportingComponent: 'default-scheduler',
    });
    expect(event).not.toHaveProperty('count');
    world.stop();
  });
});

describe('a pod at its end', () => {
  test('that has succeeded stays so when its deadline passes', async () => {
    const world = await startWorld();
    world.create('pods', podObject('quick', 'true', { activeDeadlineSeconds: 20 }));
    await world.eventually('succeeded', hasPhase(world, 'quick', 'Succeeded'));
    await world.clock.advance(60_000);
    expect(world.pod('quick')['status']).toMatchObject({ phase: 'Succeeded' });
    expect(world.eventsOf('quick').map(({ reason }) => reason)).not.toContain('DeadlineExceeded');
    world.stop();
  });

  test('that has failed in its init container keeps its reason', async () => {
    const world = await startWorld();
    const initContainers = [{ name: 'first', image, command: ['sh', '-c', 'exit 4'] }];
    world.create('pods', podObject('broken', 'true', { activeDeadlineSeconds: 20, initContainers }));
    await world.eventually('failed', hasPhase(world, 'broken', 'Failed'));
    await world.clock.advance(60_000);
    expect(world.pod('broken')['status'].reason).toBeUndefined();
    world.stop();
  });

  test('goes although its container says nothing', async () => {
    const silent = await startWorld({ faults: { containersStaySilent: true } });
    silent.create('pods', podObject('silent', 'true', { terminationGracePeriodSeconds: 3 }));
    await silent.eventually('running', () => silent.pod('silent')['status'].phase === 'Running');
    silent.store.requestDeletion('pods', 'default', 'silent');
    await silent.eventually('gone', gone(silent, 'silent'), 10_000);
    silent.stop();
  });

  test('goes at the end of its grace, however often its status changes meanwhile', async () => {
    const world = await startWorld();
    world.create('pods', podObject('stubborn', 'sleep 600', { terminationGracePeriodSeconds: 10 }));
    await world.eventually('running', hasPhase(world, 'stubborn', 'Running'));
    world.store.requestDeletion('pods', 'default', 'stubborn');
    for (let second = 1; second < 10; second++) {
      await world.clock.advance(1000);
      world.store.update('pods', 'default', 'stubborn', ({ metadata }) => {
        metadata.annotations = { second: String(second) };
      });
    }
    await world.clock.advance(1500);
    await world.eventually('gone', gone(world, 'stubborn'), 500);
    expect(world.eventsOf('stubborn').find(({ reason }) => reason === 'Killing')?.['count']).toBe(1);
    world.stop();
  });

  test('names its init containers as such in events', async () => {
    const world = await startWorld();
    const initContainers = [{ name: 'first', image, command: ['sh', '-c', 'sleep 600'] }];
    world.create('pods', podObject('starting', 'true', { initContainers, terminationGracePeriodSeconds: 1 }));
    await world.eventually('started', () => world.eventsOf('starting').some(({ reason }) => reason === 'Started'));
    world.store.requestDeletion('pods', 'default', 'starting');
    const killing = await world.eventually('killed', () =>
      world.eventsOf('starting').find(({ reason }) => reason === 'Killing'),
    );
    expect(killing['involvedObject'].fieldPath).toBe('spec.initContainers{first}');
    world.stop();
  });
});

describe('what admission and controllers tell', () => {
  test('a LimitRange has its defaults, and a pod is told what LimitRanger set', async () => {
    const world = await startWorld({ pools: [] });
    const limits = [{ type: 'Container', max: { memory: '1Gi' }, defaultRequest: { cpu: '50m' } }];
    const range = world.create('limitranges', {
      apiVersion: 'v1',
      kind: 'LimitRange',
      metadata: { name: 'range', namespace: 'default' },
      spec: { limits },
    });
    expect(range['spec'].limits[0]).toMatchObject({
      default: { memory: '1Gi' },
      defaultRequest: { cpu: '50m', memory: '1Gi' },
    });
    const initContainers = [{ name: 'first', image, resources: { limits: { memory: '64Mi' } } }];
    const pod = world.create('pods', podObject('a', 'true', { initContainers }));
    expect(pod.metadata.annotations).toEqual({
      'kubernetes.io/limit-ranger':
        'LimitRanger plugin set: cpu, memory request for container probe; memory limit for container probe; cpu request for init container first',
    });
    const own = podObject('b', 'true', {}, { resources: { limits: { memory: '64Mi' }, requests: { cpu: '1m' } } });
    expect(world.create('pods', own).metadata.annotations).toBeUndefined();
    world.stop();
  });

  test('a quota says what is used of it', async () => {
    const world = await startWorld();
    const hard = { pods: '3', 'requests.memory': '1Gi', 'count/jobs.batch': '2' };
    world.create('resourcequotas', {
      apiVersion: 'v1',
      kind: 'ResourceQuota',
      metadata: { name: 'quota', namespace: 'default' },
      spec: { hard },
    });
    const status = () => world.store.read('resourcequotas', 'default', 'quota')?.['status'];
    await world.eventually('counted', () => status());
    expect(status()).toEqual({ hard, used: { pods: '0', 'requests.memory': '0', 'count/jobs.batch': '0' } });
    const resources = { requests: { memory: '64Mi' } };
    world.create('pods', podObject('a', 'true', {}, { resources }));
    await world.eventually('counted', () => status().used.pods === '1' && status().used['requests.memory'] === '64Mi');
    await world.eventually('free again', () => status().used.pods === '0');
    world.stop();
  });

  test('what violates the level to warn of is stored with a warning, a template of pods too', async () => {
    const world = await startWorld({ pools: [] });
    labelNamespace(world, { 'pod-security.kubernetes.io/warn': 'baseline' });
    const warningsOf = (resource: 'pods' | 'jobs', object: KubeObject) => {
      const warnings: string[] = [];
      const warn = (text: string) => void warnings.push(text);
      world.admission({ operation: 'CREATE', resource, namespace: 'default', object, oldObject: null, warn });
      return warnings;
    };
    const pod = podObject('p', 'true', { hostNetwork: true });
    const job = {
      apiVersion: 'batch/v1',
      kind: 'Job',
      metadata: { name: 'j', namespace: 'default' },
      spec: { template: { spec: pod['spec'] } },
    };
    const warning = 'would violate PodSecurity "baseline:latest": host namespaces (hostNetwork=true)';
    expect([warningsOf('pods', pod), warningsOf('jobs', job)]).toEqual([[warning], [warning]]);
    expect(warningsOf('pods', podObject('q', 'true'))).toEqual([]);
    // Templates are never refused, only their pods.
    labelNamespace(world, { 'pod-security.kubernetes.io/enforce': 'baseline' });
    expect(warningsOf('jobs', job)).toEqual([warning]);
    expect(() => warningsOf('pods', pod)).toThrow('violates PodSecurity "baseline:latest"');
    world.stop();
  });

  test('a namespace that becomes stricter says which of its pods would be refused now', async () => {
    const world = await startWorld({ pools: [] });
    for (const name of ['a', 'b', 'c']) world.create('pods', podObject(name, 'true', { hostPID: name !== 'c' }));
    const old = world.store.read('namespaces', null, 'default') as KubeObject;
    const labels = { ...old.metadata.labels, 'pod-security.kubernetes.io/enforce': 'baseline' };
    const warnings: string[] = [];
    world.admission({
      operation: 'UPDATE',
      resource: 'namespaces',
      namespace: null,
      object: { ...old, metadata: { ...old.metadata, labels } },
      oldObject: old,
      warn: (text) => void warnings.push(text),
    });
    expect(warnings).toEqual([
      'existing pods in namespace "default" violate the new PodSecurity enforce level "baseline:latest"',
      'a (and 1 other pod): host namespaces',
    ]);
    world.stop();
  });
});
