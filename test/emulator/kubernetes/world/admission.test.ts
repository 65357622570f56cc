import { describe, expect, test } from '@jest/globals';
import { type KubeObject, StatusError } from '../../../../emulator/kubernetes/api/seams.ts';
import { image, kata, kataPool, podObject, startWorld, type World } from './start-world.ts';

/** Returns the error of an attempt to create something. */
function refusal(attempt: () => unknown): { code: number; reason: string; message: string } {
  try {
    attempt();
  } catch (error) {
    if (error instanceof StatusError) return { code: error.code, reason: error.reason, message: error.message };
    throw error;
  }
  throw new Error('Nothing was refused');
}
const create = (world: World, pod: KubeObject) => () => world.create('pods', pod);
const addTo = (world: World, resource: 'limitranges' | 'resourcequotas', kind: string, name: string, spec: unknown) =>
  world.store.create(resource, { apiVersion: 'v1', kind, metadata: { name, namespace: 'default' }, spec });

describe('a new pod', () => {
  test('gets the defaults of the API server', async () => {
    const world = await startWorld({ pools: [] });
    const pod = world.create(
      'pods',
      podObject('a', 'true', {}, { resources: { limits: { cpu: '100m', memory: '256Mi' } } }),
    );
    expect(pod['spec']).toMatchObject({
      dnsPolicy: 'ClusterFirst',
      schedulerName: 'default-scheduler',
      serviceAccountName: 'default',
      terminationGracePeriodSeconds: 30,
      priority: 0,
      tolerations: [
        { key: 'node.kubernetes.io/not-ready', effect: 'NoExecute', tolerationSeconds: 300 },
        { key: 'node.kubernetes.io/unreachable', effect: 'NoExecute', tolerationSeconds: 300 },
      ],
      containers: [
        {
          imagePullPolicy: 'IfNotPresent',
          terminationMessagePath: '/dev/termination-log',
          resources: { requests: { cpu: '100m', memory: '256Mi' } },
          volumeMounts: [{ mountPath: '/var/run/secrets/kubernetes.io/serviceaccount' }],
        },
      ],
    });
    expect(pod['status']).toEqual({ phase: 'Pending', qosClass: 'Guaranteed' });
    const bare = world.create(
      'pods',
      podObject('b', null, { automountServiceAccountToken: false }, { image: 'nginx' }),
    );
    expect(bare['spec'].containers[0]).toMatchObject({ imagePullPolicy: 'Always' });
    expect(bare['spec'].volumes).toBeUndefined();
    expect(bare['status'].qosClass).toBe('BestEffort');
    world.stop();
  });

  test('needs a namespace that is there and stays', async () => {
    const world = await startWorld();
    const inNamespace = (namespace: string) => ({ ...podObject('a', 'sleep 100'), metadata: { name: 'a', namespace } });
    expect(refusal(create(world, inNamespace('nowhere')))).toMatchObject({
      code: 404,
      message: 'namespaces "nowhere" not found',
    });
    world.create('namespaces', { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'going' } });
    world.create('pods', inNamespace('going'));
    world.store.requestDeletion('namespaces', null, 'going');
    expect(refusal(create(world, { ...inNamespace('going'), metadata: { name: 'b', namespace: 'going' } }))).toEqual({
      code: 403,
      reason: 'Forbidden',
      message: 'pods "b" is forbidden: unable to create new content in namespace going because it is being terminated',
    });
    world.stop();
  });

  test('takes overhead and selector from its RuntimeClass, which must exist and not contradict', async () => {
    const world = await startWorld({ pools: [] });
    expect(world.create('pods', podObject('a', 'true', kata))['spec']).toMatchObject({
      overhead: { memory: '600Mi' },
      nodeSelector: { 'kubernetes.azure.com/kata-vm-isolation': 'true' },
    });
    expect(refusal(create(world, podObject('x', 'true', { runtimeClassName: 'nosuch' })))).toEqual({
      code: 403,
      reason: 'Forbidden',
      message: 'pods "x" is forbidden: pod rejected: RuntimeClass "nosuch" not found',
    });
    expect(refusal(create(world, podObject('x', 'true', { ...kata, overhead: { memory: '1Mi' } }))).message).toContain(
      "pod rejected: Pod's Overhead doesn't match RuntimeClass's defined Overhead",
    );
    const contrary = { ...kata, nodeSelector: { 'kubernetes.azure.com/kata-vm-isolation': 'false' } };
    expect(refusal(create(world, podObject('x', 'true', contrary))).message).toBe(
      'pods "x" is forbidden: conflict: runtimeClass.scheduling.nodeSelector[kubernetes.azure.com/kata-vm-isolation] = true; pod.spec.nodeSelector[kubernetes.azure.com/kata-vm-isolation] = false',
    );
    world.stop();
  });

  test('loses its RuntimeClass to the webhook of the fault, and all that comes with it', async () => {
    const world = await startWorld({ pools: [], faults: { webhookDropsRuntimeClass: true } });
    const { spec } = world.create('pods', podObject('a', 'true', kata)) as KubeObject & {
      spec: Record<string, unknown>;
    };
    expect(spec).not.toHaveProperty('runtimeClassName');
    expect(spec).not.toHaveProperty('overhead');
    world.stop();
  });

  test('is kept out of a restricted namespace with every reason, and let in when it complies', async () => {
    const world = await startWorld({ pools: [] });
    const labels = { 'pod-security.kubernetes.io/enforce': 'restricted' };
    world.create('namespaces', { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'safe', labels } });
    const inSafe = (pod: KubeObject) => ({ ...pod, metadata: { name: 'p', namespace: 'safe' } });
    expect(refusal(create(world, inSafe(podObject('p', 'true'))))).toEqual({
      code: 403,
      reason: 'Forbidden',
      message:
        'pods "p" is forbidden: violates PodSecurity "restricted:latest": allowPrivilegeEscalation != false (container "probe" must set securityContext.allowPrivilegeEscalation=false), unrestricted capabilities (container "probe" must set securityContext.capabilities.drop=["ALL"]), runAsNonRoot != true (pod or container "probe" must set securityContext.runAsNonRoot=true), seccompProfile (pod or container "probe" must set securityContext.seccompProfile.type to "RuntimeDefault" or "Localhost")',
    });
    const securityContext = { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } };
    const podContext = {
      securityContext: { runAsNonRoot: true, runAsUser: 65532, seccompProfile: { type: 'RuntimeDefault' } },
    };
    const pod = world.create('pods', inSafe(podObject('p', 'true', podContext, { securityContext })));
    expect(pod.metadata.uid).toBeDefined();
    world.stop();
  });

  test('is kept out of a baseline namespace by host namespaces, host paths and privilege alone', async () => {
    const world = await startWorld({ pools: [] });
    const labels = { 'pod-security.kubernetes.io/enforce': 'baseline' };
    world.create('namespaces', { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'base', labels } });
    const inBase = (pod: KubeObject) => ({ ...pod, metadata: { name: 'p', namespace: 'base' } });
    const spec = { hostNetwork: true, volumes: [{ name: 'v', hostPath: { path: '/' } }] };
    expect(
      refusal(create(world, inBase(podObject('p', 'true', spec, { securityContext: { privileged: true } })))).message,
    ).toBe(
      'pods "p" is forbidden: violates PodSecurity "baseline:latest": host namespaces (hostNetwork=true), hostPath volumes (volume "v"), privileged (container "probe" must not set securityContext.privileged=true)',
    );
    expect(world.create('pods', inBase(podObject('p', 'true'))).metadata.uid).toBeDefined();
    world.stop();
  });

  test('gets the limits of a LimitRange, and must keep to them', async () => {
    const world = await startWorld({ pools: [] });
    addTo(world, 'limitranges', 'LimitRange', 'l', {
      limits: [
        {
          type: 'Container',
          default: { memory: '512Mi' },
          defaultRequest: { memory: '128Mi' },
          max: { memory: '1Gi' },
        },
      ],
    });
    expect(world.create('pods', podObject('a', 'true'))['spec'].containers[0].resources).toEqual({
      limits: { memory: '512Mi' },
      requests: { memory: '128Mi' },
    });
    expect(
      refusal(create(world, podObject('b', 'true', {}, { resources: { limits: { memory: '2Gi' } } }))).message,
    ).toBe('pods "b" is forbidden: maximum memory usage per Container is 1Gi, but limit is 2Gi');
    world.stop();
  });

  test('counts with its overhead against a ResourceQuota', async () => {
    const world = await startWorld({ pools: [] });
    addTo(world, 'resourcequotas', 'ResourceQuota', 'q', { hard: { 'requests.memory': '1Gi' } });
    const resources = { resources: { requests: { memory: '256Mi' } } };
    world.create('pods', podObject('ordinary', 'true', {}, resources));
    expect(refusal(create(world, podObject('sandboxed', 'true', kata, resources)))).toEqual({
      code: 403,
      reason: 'Forbidden',
      message:
        'pods "sandboxed" is forbidden: exceeded quota: q, requested: requests.memory=856Mi, used: requests.memory=256Mi, limited: requests.memory=1Gi',
    });
    expect(refusal(create(world, podObject('x', 'true'))).message).toBe(
      'pods "x" is forbidden: failed quota: q: must specify requests.memory for: probe',
    );
    world.stop();
  });
});

describe('validation', () => {
  test('names every mistake of a pod', async () => {
    const world = await startWorld({ pools: [] });
    const refused = (pod: KubeObject) => refusal(create(world, pod));
    expect(refused(podObject('Bad_Name', 'true'))).toMatchObject({
      code: 422,
      reason: 'Invalid',
      message: expect.stringMatching(
        /^Pod "Bad_Name" is invalid: metadata.name: Invalid value: "Bad_Name": a lowercase RFC 1123 subdomain/,
      ),
    });
    expect(refused({ ...podObject('a', 'true'), spec: {} }).message).toBe(
      'Pod "a" is invalid: spec.containers: Required value',
    );
    expect(refused(podObject('a', 'true', { activeDeadlineSeconds: -1, restartPolicy: 'Sometimes' })).message).toBe(
      'Pod "a" is invalid: [spec.restartPolicy: Unsupported value: "Sometimes": supported values: "Always", "OnFailure", "Never", spec.activeDeadlineSeconds: Invalid value: -1: must be between 1 and 2147483647, inclusive]',
    );
    const tooMuch = { resources: { requests: { memory: '2Gi' }, limits: { memory: '1Gi' } } };
    expect(refused(podObject('a', 'true', {}, tooMuch)).message).toBe(
      'Pod "a" is invalid: spec.containers[0].resources.requests: Invalid value: "2Gi": must be less than or equal to memory limit of 1Gi',
    );
    world.stop();
  });

  test('names the mistakes of a Job', async () => {
    const world = await startWorld({ pools: [] });
    const job = (spec: Record<string, unknown>, restartPolicy?: string) => ({
      apiVersion: 'batch/v1',
      kind: 'Job',
      metadata: { name: 'j', namespace: 'default' },
      spec: {
        template: { spec: { ...(restartPolicy ? { restartPolicy } : {}), containers: [{ name: 'c', image }] } },
        ...spec,
      },
    });
    const refused = (object: KubeObject) => refusal(() => world.create('jobs', object));
    expect(refused(job({})).message).toBe(
      'Job.batch "j" is invalid: spec.template.spec.restartPolicy: Required value: valid values: "OnFailure", "Never"',
    );
    expect(refused(job({ backoffLimit: -1 }, 'Never'))).toMatchObject({
      code: 422,
      message: 'Job.batch "j" is invalid: spec.backoffLimit: Invalid value: -1: must be greater than or equal to 0',
    });
    world.stop();
  });

  test('lets an update change nothing of a pod but what Kubernetes allows', async () => {
    const world = await startWorld({ pools: [] });
    const pod = world.create('pods', podObject('a', 'true'));
    const update = (change: (object: KubeObject) => void) => {
      const object = structuredClone(pod);
      change(object);
      return () =>
        world.admission({ operation: 'UPDATE', resource: 'pods', namespace: 'default', object, oldObject: pod });
    };
    expect(refusal(update((object) => (object['spec'].runtimeClassName = 'runc')))).toMatchObject({
      code: 422,
      message: expect.stringContaining('spec: Forbidden: pod updates may not change fields other than'),
    });
    const renewed = update((object) => {
      object['spec'].containers[0].image = 'other:1';
      object['spec'].activeDeadlineSeconds = 5;
    })();
    expect(renewed['spec'].containers[0].image).toBe('other:1');
    world.stop();
  });
});

describe('RuntimeClasses of the addon manager', () => {
  test('are there without a Kata pool and come back when deleted', async () => {
    const world = await startWorld({ pools: [{ ...kataPool, kata: false }] });
    const names = () => world.store.list('runtimeclasses').map(({ metadata, handler }) => [metadata.name, handler]);
    expect(names()).toEqual([
      ['kata-vm-isolation', 'kata'],
      ['runc', 'runc'],
    ]);
    world.store.requestDeletion('runtimeclasses', null, 'kata-vm-isolation');
    expect(names()).toHaveLength(1);
    await world.clock.advance(61_000);
    expect(names()).toHaveLength(2);
    world.stop();
  });
});
