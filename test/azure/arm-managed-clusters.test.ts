import { afterEach, describe, expect, test } from '@jest/globals';
import { createSteppedClock, type SteppedClock } from '../../emulator/seams/clock.ts';
import { createManagedClusters } from '../../shared/azure/arm-managed-clusters.ts';
import type { PoolSpec } from '../../shared/clusters/pool-spec.ts';
import type { ClusterPage } from '../../shared/ports/managed-clusters.ts';
import { accessTo, clusterOf } from '../support/azure/arm-access.ts';
import { type EmulatedAzure, startEmulatedAzure } from '../support/azure/emulated-azure.ts';
import { startScriptedArm } from '../support/azure/start-scripted-arm.ts';
import { failureOf } from '../support/failure-of.ts';

const runId = '8236000000000-abcdef0123';
const spec: PoolSpec = {
  name: 'kata',
  vmSize: 'Standard_D4s_v5',
  count: 2,
  nodeTaints: ['sandbox=kata:NoSchedule'],
  nodeLabels: { purpose: 'proof' },
  zones: [],
  tags: { team: 'a' },
};
const minutes = (count: number) => count * 60_000;

let azure: EmulatedAzure;
let clock: SteppedClock;
afterEach(() => azure.stop());

/** Starts an emulated Azure whose clock only the test moves, and an adapter that is connected to it. */
async function start(options: Parameters<typeof startEmulatedAzure>[0] = {}) {
  clock = createSteppedClock(Date.now());
  azure = await startEmulatedAzure({ speed: 1, clock, ...options });
  return { clusters: createManagedClusters(accessTo(azure)), cluster: clusterOf(azure) };
}

const poolPath = () => `${azure.clusterPath}/agentPools/kata`;
const asked = (method: string) => azure.emulator.requestLog.requests.filter((request) => request.method === method);

describe('a cluster', () => {
  test('is read with its pools, in whatever case it is named', async () => {
    const { clusters, cluster } = await start();
    const odd = { ...cluster, resourceGroup: 'FLEET', name: 'Demo' };
    expect((await clusters.readCluster(odd)).cluster).toMatchObject({
      location: 'westeurope',
      provisioningState: 'Succeeded',
      powerState: 'Running',
      kubernetesVersion: expect.stringMatching(/^1\.\d+\.\d+$/),
      privateCluster: false,
      localAccountsDisabled: true,
      nodeAutoProvisioning: false,
      tags: {},
      eTag: expect.any(String),
      pools: [{ name: 'system', mode: 'System', workloadRuntime: 'OCIContainer', count: 2, tags: {} }],
    });
  });

  test('is null when there is none, or no such group', async () => {
    const { clusters, cluster } = await start();
    expect(await clusters.readCluster({ ...cluster, name: 'nowhere' })).toEqual({ cluster: null });
    expect(await clusters.readCluster({ ...cluster, resourceGroup: 'nowhere' })).toEqual({ cluster: null });
  });

  test('is found in the list of its subscription or group, one call a page', async () => {
    const names = ['a', 'b', 'c', 'd', 'e'];
    const { clusters, cluster } = await start({
      clusters: names.map((name) => ({ name, resourceGroup: name < 'c' ? 'early' : 'late' })),
      pageSize: 2,
    });
    const { subscriptionId } = cluster;
    const listAll = async (resourceGroup: string | null) => {
      const found: string[][] = [];
      for (let continuation: string | null = null; ; ) {
        const page: ClusterPage = await clusters.listClusterPage({ subscriptionId, resourceGroup, continuation });
        found.push(page.clusters.map(({ id }) => id.split('/').at(-1) ?? ''));
        if (page.continuation === null) return found;
        continuation = page.continuation;
      }
    };
    expect(await listAll(null)).toEqual([['a', 'b'], ['c', 'd'], ['e']]);
    expect(await listAll('late')).toEqual([['c', 'd'], ['e']]);
    expect(await listAll('nowhere')).toEqual([[]]);
    expect(azure.emulator.requestLog.requests).toHaveLength(6);
  });

  test('is not listed for a continuation that no page gave', async () => {
    const { clusters, cluster } = await start();
    const continuation = Buffer.from('sig=abc&other=1').toString('base64url');
    const page = { subscriptionId: cluster.subscriptionId, resourceGroup: null, continuation };
    expect(await failureOf(clusters.listClusterPage(page))).toMatchObject({ code: 'InvalidContinuation' });
    expect(azure.emulator.requestLog.requests).toEqual([]);
  });
});

describe('a pool', () => {
  test('is created by one guarded PUT after a look at its cluster, and nobody waits for it', async () => {
    const { clusters, cluster } = await start();
    expect(await clusters.ensurePool(cluster, spec, runId)).toEqual({ outcome: 'created' });
    expect(azure.emulator.requestLog.requests.map(({ method }) => method)).toEqual(['GET', 'PUT']);
    const { body } = await azure.arm('GET', poolPath());
    expect(body.properties).toMatchObject({
      provisioningState: 'Creating',
      count: 2,
      vmSize: 'Standard_D4s_v5',
      osType: 'Linux',
      osSKU: 'AzureLinux',
      workloadRuntime: 'KataVmIsolation',
      mode: 'User',
      nodeTaints: ['sandbox=kata:NoSchedule'],
      nodeLabels: { purpose: 'proof' },
      tags: { team: 'a', 'kataproof-run': runId },
    });
  });

  test('is read on its way to Succeeded', async () => {
    const { clusters, cluster } = await start();
    expect(await clusters.readPool(cluster, 'kata')).toEqual({ pool: null });
    await clusters.ensurePool(cluster, spec, runId);
    expect((await clusters.readPool(cluster, 'kata')).pool).toMatchObject({ provisioningState: 'Creating' });
    await clock.advance(minutes(3));
    expect((await clusters.readPool(cluster, 'kata')).pool).toMatchObject({
      name: 'kata',
      provisioningState: 'Succeeded',
      provisioningError: null,
      powerState: 'Running',
      workloadRuntime: 'KataVmIsolation',
      nodeImageVersion: expect.stringContaining('katagen2'),
      tags: { 'kataproof-run': runId },
    });
  });

  test('that an earlier try of the run made is its own still, and untouched', async () => {
    const { clusters, cluster } = await start();
    await clusters.ensurePool(cluster, spec, runId);
    const before = (await azure.arm('GET', poolPath())).body;
    expect(await clusters.ensurePool(cluster, spec, runId)).toEqual({ outcome: 'created' });
    expect((await azure.arm('GET', poolPath())).body).toEqual(before);
  });

  test('that another made is used when it matches', async () => {
    const { clusters, cluster } = await start();
    await clusters.ensurePool(cluster, { ...spec, vmSize: 'standard_d4S_V5', count: 1 }, 'another-run');
    await clock.advance(minutes(3));
    expect(await clusters.ensurePool(cluster, spec, runId)).toEqual({ outcome: 'existing-matches' });
  });

  test('that another made is left alone when it differs, and the differences told', async () => {
    const { clusters, cluster } = await start();
    const other = { vmSize: 'Standard_D8s_v5', count: 1, osSKU: 'Ubuntu', nodeTaints: spec.nodeTaints };
    await azure.arm('PUT', poolPath(), { properties: other });
    const { eTag } = (await azure.arm('GET', poolPath())).body.properties;
    expect(await clusters.ensurePool(cluster, spec, runId)).toEqual({
      outcome: 'existing-differs',
      differences: [
        'its workload runtime is OCIContainer, not KataVmIsolation',
        'its VM size is Standard_D8s_v5, not Standard_D4s_v5',
        'its OS SKU is Ubuntu, not AzureLinux',
        'its set of node labels is none, not [purpose=proof]',
      ],
    });
    expect((await azure.arm('GET', poolPath())).body.properties.eTag).toBe(eTag);
  });

  test('waits for another operation of the cluster', async () => {
    const { clusters, cluster } = await start();
    await clusters.ensurePool(cluster, { ...spec, name: 'first' }, runId);
    const failure = await failureOf(clusters.ensurePool(cluster, spec, runId));
    expect(failure).toMatchObject({ code: 'OperationNotAllowed', retryable: true });
    expect(failure.message).toContain('in progress');
    await clock.advance(minutes(3));
    expect(await clusters.ensurePool(cluster, spec, runId)).toEqual({ outcome: 'created' });
  });

  test('waits until a pool of that name, not ours, is deleted', async () => {
    const { clusters, cluster } = await start();
    await clusters.ensurePool(cluster, spec, 'another-run');
    await clock.advance(minutes(3));
    await azure.arm('DELETE', poolPath());
    expect(await failureOf(clusters.ensurePool(cluster, spec, runId))).toMatchObject({
      code: 'OperationNotAllowed',
      retryable: true,
    });
    await clock.advance(minutes(2));
    expect(await clusters.ensurePool(cluster, spec, runId)).toEqual({ outcome: 'created' });
  });

  test('shows why its operation failed', async () => {
    const { clusters, cluster } = await start({ scenario: 'pool-fails' });
    await clusters.ensurePool(cluster, spec, runId);
    await clock.advance(minutes(2));
    expect((await clusters.readPool(cluster, 'kata')).pool).toMatchObject({
      provisioningState: 'Failed',
      provisioningError: { code: 'AllocationFailed', message: expect.stringContaining('capacity') },
    });
  });

  test.each([
    [
      'no nested virtualization',
      { vmSize: 'Standard_B2s' },
      'InvalidWorkloadRuntimeSettingError',
      'nested virtualization',
    ],
    ['an unknown size', { vmSize: 'Standard_Foo' }, 'BadRequest', 'not allowed in your subscription'],
  ])('is refused for good, in the words of AKS: %s', async (_what, change, code, words) => {
    const { clusters, cluster } = await start();
    const failure = await failureOf(clusters.ensurePool(cluster, { ...spec, ...change }, runId));
    expect(failure).toMatchObject({ code, retryable: false, message: expect.stringContaining(words) });
    expect(await clusters.readPool(cluster, 'kata')).toEqual({ pool: null });
  });

  test('is refused for good without quota', async () => {
    const { clusters, cluster } = await start({ scenario: 'quota-exceeded' });
    expect(await failureOf(clusters.ensurePool(cluster, spec, runId))).toMatchObject({
      code: 'ErrCode_InsufficientVCPUQuota',
      retryable: false,
      message: expect.stringContaining('Insufficient vcpu quota'),
    });
  });

  test('is refused for good in a cluster that does not exist', async () => {
    const { clusters, cluster } = await start();
    const failure = await failureOf(clusters.ensurePool({ ...cluster, name: 'nowhere' }, spec, runId));
    expect(failure).toMatchObject({ code: 'ClusterNotFound', retryable: false });
  });
});

describe('the removal of a pool', () => {
  test('is begun, goes on, and is over: each asked for without waiting', async () => {
    const { clusters, cluster } = await start();
    await clusters.ensurePool(cluster, spec, runId);
    await clock.advance(minutes(3));
    const remove = async () => await clusters.removePool(cluster, 'kata', runId);
    expect(await remove()).toEqual({ state: 'removing' });
    expect(await remove()).toEqual({ state: 'removing' });
    expect(asked('DELETE')).toHaveLength(1);
    await clock.advance(minutes(2));
    expect(await remove()).toEqual({ state: 'absent' });
  });

  test('is not for pools of others, tagged or not', async () => {
    const { clusters, cluster } = await start();
    await clusters.ensurePool(cluster, spec, 'another-run');
    await clock.advance(minutes(3));
    expect(await clusters.removePool(cluster, 'kata', runId)).toEqual({ state: 'not-ours' });
    expect(await clusters.removePool(cluster, 'system', runId)).toEqual({ state: 'not-ours' });
    expect(asked('DELETE')).toEqual([]);
  });

  test('is over where the pool never was, or the cluster is gone', async () => {
    const { clusters, cluster } = await start();
    expect(await clusters.removePool(cluster, 'kata', runId)).toEqual({ state: 'absent' });
    const gone = { ...cluster, name: 'gone' };
    expect(await clusters.removePool(gone, 'kata', runId)).toEqual({ state: 'absent' });
  });

  test('waits while the pool is still being made', async () => {
    const { clusters, cluster } = await start();
    await clusters.ensurePool(cluster, spec, runId);
    const failure = await failureOf(clusters.removePool(cluster, 'kata', runId));
    expect(failure).toMatchObject({ code: 'OperationNotAllowed', retryable: true });
  });
});

describe('a cluster that is reconciled', () => {
  test('is sent back as it was, under its eTag', async () => {
    const { clusters, cluster } = await start();
    const { properties, tags } = (await azure.arm('GET', azure.clusterPath)).body;
    expect(await clusters.reconcileCluster(cluster)).toEqual({ state: 'accepted' });
    expect(asked('PUT')).toMatchObject([{ status: 200 }]);
    await clock.advance(minutes(2));
    const after = (await azure.arm('GET', azure.clusterPath)).body;
    const settled = ({ agentPoolProfiles, eTag: _, ...rest }: Record<string, never[]>) => ({
      ...rest,
      pools: agentPoolProfiles?.map(({ eTag: __, ...pool }: { eTag: string }) => pool),
    });
    expect(settled(after.properties)).toEqual(settled(properties));
    expect(after.tags).toEqual(tags);
  });

  test('waits for another operation of the cluster', async () => {
    const { clusters, cluster } = await start();
    await clusters.ensurePool(cluster, spec, runId);
    const failure = await failureOf(clusters.reconcileCluster(cluster));
    expect(failure).toMatchObject({ code: 'OperationNotAllowed', retryable: true });
  });
});

describe('Resource Manager', () => {
  test('that throttles is not asked again: the wait is handed to the workflow', async () => {
    const { clusters, cluster } = await start({ scenario: 'arm-throttles' });
    const failure = await failureOf(clusters.readCluster(cluster));
    expect(failure).toMatchObject({ code: 'Throttled', retryable: true, retryAfterMs: 30_000 });
    expect(azure.emulator.requestLog.requests).toHaveLength(1);
  });

  test('that does not take our token says so for good', async () => {
    await start();
    const clusters = createManagedClusters(accessTo(azure, 'https://storage.azure.com'));
    const failure = await failureOf(clusters.readCluster(clusterOf(azure)));
    expect(failure).toMatchObject({ code: 'Unauthorized', retryable: false });
    expect(failure.message).toContain('AZURE_RESOURCE_MANAGER_AUDIENCE');
  });
});

describe('a pool whose eTag Azure does not tell', () => {
  const taints = ['kataproof.io/quarantine=unproven:NoSchedule'];
  const properties = { provisioningState: 'Succeeded', nodeTaints: taints, tags: { 'kataproof-run': 'run-1' } };

  test.each([
    ['removed', 'removePool'],
    ['let out of quarantine', 'liftQuarantine'],
  ] as const)('is not %s, and is looked at again', async (_, act) => {
    const { cluster } = await start();
    const arm = await startScriptedArm([{ status: 200, body: { name: 'kata', properties } }]);
    const clusters = createManagedClusters(arm.access);
    const called =
      act === 'removePool'
        ? clusters.removePool(cluster, 'kata', 'run-1')
        : clusters.liftQuarantine(cluster, 'kata', null);
    const failure = await failureOf(called);
    await arm.stop();
    expect(failure).toMatchObject({ code: 'PreconditionFailed', retryable: true });
    expect(failure.message).toContain('eTag');
    expect(arm.requests.map(({ method }) => method)).toEqual(['GET']);
  });
});

describe('the API version', () => {
  test('is that of the settings where the cloud has no newer one, for every call', async () => {
    const none = { status: 404, body: { error: { code: 'ResourceNotFound', message: 'None.' } } };
    const { cluster } = await start();
    const arm = await startScriptedArm([none, none, none]);
    const clusters = createManagedClusters({ ...arm.access, aksApiVersion: '2025-02-01' });
    await clusters.readCluster(cluster);
    await clusters.readPool(cluster, 'kata');
    await clusters.listClusterPage({ ...cluster, continuation: null });
    await arm.stop();
    expect(arm.requests.map(({ path }) => /api-version=(.*)/.exec(path)?.[1])).toEqual(Array(3).fill('2025-02-01'));
  });

  test('of before is taken by the emulated Azure too', async () => {
    const { cluster } = await start();
    const clusters = createManagedClusters({ ...accessTo(azure), aksApiVersion: '2025-02-01' });
    expect((await clusters.readCluster(cluster)).cluster?.pools).toHaveLength(1);
    expect(await clusters.ensurePool(cluster, spec, runId)).toEqual({ outcome: 'created' });
  });

  test('that the cloud does not have is refused in its words', async () => {
    const { cluster } = await start();
    const clusters = createManagedClusters({ ...accessTo(azure), aksApiVersion: '2031-01-01' });
    expect(await failureOf(clusters.readCluster(cluster))).toMatchObject({ retryable: false });
  });
});
