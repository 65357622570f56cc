import { afterEach, describe, expect, test } from '@jest/globals';
import { createSteppedClock, type SteppedClock } from '../../emulator/seams/clock.ts';
import type { EmulatorOptions } from '../../emulator/start-emulator.ts';
import { createManagedClusters } from '../../shared/azure/arm-managed-clusters.ts';
import type { PoolSpec } from '../../shared/clusters/pool-spec.ts';
import { accessTo, clusterOf } from '../support/azure/arm-access.ts';
import { type EmulatedAzure, startEmulatedAzure } from '../support/azure/emulated-azure.ts';
import { failureOf } from '../support/failure-of.ts';

const spec: PoolSpec = {
  ...{ name: 'kata', vmSize: 'Standard_D4s_v5', count: 1, nodeTaints: [], nodeLabels: {}, zones: [], tags: {} },
};
const subnet = (name: string, network = 'spoke') =>
  `/subscriptions/11111111-1111-4111-8111-111111111111/resourceGroups/net/providers/Microsoft.Network/virtualNetworks/${network}/subnets/${name}`;
const ofClusters = (operation: string) => `Microsoft.ContainerService/managedClusters/${operation}`;
const system = { name: 'system', mode: 'System', count: 1, vmSize: 'Standard_D4s_v5', osSKU: 'AzureLinux' };
const inVnet = { ...system, vnetSubnetID: subnet('nodes'), maxPods: 30, upgradeSettings: { maxSurge: '33%' } };

/** What a node pool needs, but for the right to join subnets. */
const withoutNetwork = {
  roleDefinition: { Name: 'Pools', Actions: ['read', 'agentPools/read', 'agentPools/write'].map(ofClusters) },
  scope: '/subscriptions/11111111-1111-4111-8111-111111111111',
};

let azure: EmulatedAzure;
let clock: SteppedClock;
afterEach(() => azure.stop());

async function start(
  seed: Omit<NonNullable<EmulatorOptions['clusters']>[number], 'name'>,
  options: Pick<EmulatorOptions, 'scenario' | 'roleAssignments'> = {},
) {
  clock = createSteppedClock(Date.now());
  azure = await startEmulatedAzure({ speed: 1, clock, ...options, clusters: [{ name: 'demo', ...seed }] });
  const [clusters, cluster] = [createManagedClusters(accessTo(azure)), clusterOf(azure)];
  const ensure = (asked: Partial<PoolSpec> = {}) => clusters.ensurePool(cluster, { ...spec, ...asked }, 'run-1');
  return { ensure, read: async () => (await clusters.readPool(cluster, 'kata')).pool };
}

const poolPath = () => `${azure.clusterPath}/agentPools/kata`;
const kataBody = { count: 1, vmSize: 'Standard_D4s_v5', osSKU: 'AzureLinux', workloadRuntime: 'KataVmIsolation' };
const put = (change: object = {}) => azure.arm('PUT', poolPath(), { properties: { ...kataBody, ...change } });

describe('on a cluster of an old version', () => {
  test('with long-term support the pool is of Azure Linux 3, and succeeds', async () => {
    const { ensure, read } = await start({ kubernetesVersion: '1.31' });
    expect(await ensure()).toEqual({ outcome: 'created' });
    await clock.advance(5 * 60_000);
    expect(await read()).toMatchObject({
      ...{ provisioningState: 'Succeeded', osSku: 'AzureLinux3', kubernetesVersion: '1.31.13' },
    });
  });

  test('a pool of its Azure Linux 2 would have failed: the images are gone', async () => {
    const { read } = await start({ kubernetesVersion: '1.31' });
    expect((await put()).status).toBe(201);
    await clock.advance(5 * 60_000);
    expect(await read()).toMatchObject({
      ...{ provisioningState: 'Failed', provisioningError: { code: 'GalleryImageNotFound' } },
    });
  });

  test('without Pod Sandboxing no pool is asked for, and the version is told', async () => {
    const { ensure } = await start({ kubernetesVersion: '1.26' });
    expect(await failureOf(ensure())).toMatchObject({
      ...{ code: 'KubernetesVersionNotSupported', retryable: false },
      message: expect.stringContaining('Kubernetes 1.26.15'),
    });
    expect((await put()).body).toMatchObject({ code: 'AgentPoolK8sVersionNotSupported' });
  });
});

describe('in a virtual network of its own', () => {
  test('the pool goes where the first System pool is', async () => {
    const { ensure, read } = await start({ pools: [inVnet] });
    expect(await ensure()).toEqual({ outcome: 'created' });
    expect((await read())?.placement).toMatchObject({
      ...{ vnetSubnetID: subnet('nodes'), maxPods: 30, upgradeSettings: { maxSurge: '33%' } },
    });
  });

  test('the pool takes the subnet of pods along', async () => {
    const { ensure, read } = await start({ pools: [{ ...inVnet, podSubnetID: subnet('pods') }] });
    await ensure();
    expect((await read())?.placement).toMatchObject({ vnetSubnetID: subnet('nodes'), podSubnetID: subnet('pods') });
  });

  test('the pool goes where the caller says', async () => {
    const { ensure, read } = await start({ pools: [inVnet] });
    await ensure({ vnetSubnetID: subnet('kata'), maxPods: 20, upgradeSettings: { maxSurge: '1' } });
    expect((await read())?.placement).toMatchObject({
      ...{ vnetSubnetID: subnet('kata'), maxPods: 20, upgradeSettings: { maxSurge: '1' } },
    });
  });

  test('the right to join the subnet is named where it lacks, and may come', async () => {
    const { ensure } = await start({ pools: [inVnet] }, { roleAssignments: [withoutNetwork] });
    expect(await failureOf(ensure())).toMatchObject({
      ...{ code: 'Forbidden', retryable: true },
      message: expect.stringMatching(
        /subnets\/join\/action' on the linked scope\(s\) '[^']+\/subnets\/nodes'.* "Kataproof Subnet User"/,
      ),
    });
  });

  test('AKS gives the subnet of the others to a pool that names none, and ARM asks for no right', async () => {
    await start({ pools: [inVnet] }, { roleAssignments: [withoutNetwork] });
    expect((await put()).body.properties.vnetSubnetID).toBe(subnet('nodes'));
  });

  test('AKS refuses a subnet of another network', async () => {
    await start({ pools: [inVnet] });
    expect(await put({ vnetSubnetID: subnet('nodes', 'other') })).toMatchObject({
      ...{ status: 400, body: { code: 'InvalidParameter', target: 'agentPoolProfile.vnetSubnetID' } },
    });
  });
});

describe('in the managed network', () => {
  test('a custom subnet is refused in AKS’s words, which the app passes on', async () => {
    const { ensure } = await start({ pools: [system] });
    expect(await failureOf(ensure({ vnetSubnetID: subnet('kata') }))).toMatchObject({
      code: 'InvalidParameter',
      retryable: false,
      message: expect.stringContaining(
        'Cannot use a custom subnet because agent pool system is using a managed subnet. Please omit the vnetSubnetID parameter from the request.',
      ),
    });
  });
});

describe('the OS disk', () => {
  test('is refused as ephemeral by a size without local disks, and so never copied from another size', async () => {
    const large = { ...system, vmSize: 'Standard_D8ds_v5', osDiskType: 'Ephemeral' };
    const { ensure, read } = await start({ pools: [large] });
    expect((await put({ osDiskType: 'Ephemeral' })).body).toMatchObject({ code: 'VMCannotFitEphemeralOSDisk' });
    await ensure();
    expect((await read())?.placement.osDiskType).toBe('Managed');
  });
});

describe('a policy that demands Trusted Launch', () => {
  test('denies the pool for good, in ARM’s words', async () => {
    const { ensure } = await start({ pools: [system] }, { scenario: 'policy-denies' });
    expect(await failureOf(ensure())).toMatchObject({
      ...{ code: 'RequestDisallowedByPolicy', retryable: false },
      message: expect.stringContaining("Resource 'kata' was disallowed by policy."),
    });
  });

  test('cannot be obeyed: AKS refuses a Kata pool with Trusted Launch', async () => {
    await start({ pools: [system] }, { scenario: 'policy-denies' });
    const refused = await put({ securityProfile: { enableVTPM: true, enableSecureBoot: true } });
    expect(refused.body).toMatchObject({ code: 'InvalidWorkloadRuntimeSettingError' });
  });
});

describe('the options of a pool', () => {
  test('are sent as they were given, and read back', async () => {
    const { ensure, read } = await start({ pools: [system] });
    const options = {
      ...{ enableAutoScaling: true, minCount: 1, maxCount: 3, scaleDownMode: 'Deallocate', osDiskSizeGB: 64 },
      kubeletConfig: { cpuManagerPolicy: 'static', failSwapOn: false },
      linuxOSConfig: { swapFileSizeMB: 1500, sysctls: { netCoreSomaxconn: 163849 } },
      networkProfile: { allowedHostPorts: [{ portStart: 80, portEnd: 90, protocol: 'TCP' }] },
      localDNSProfile: { mode: 'Preferred', vnetDNSOverrides: { '.': { forwardPolicy: 'Random' } } },
      securityProfile: { sshAccess: 'Disabled' },
    };
    expect(await ensure(options)).toEqual({ outcome: 'created' });
    expect((await azure.arm('GET', poolPath())).body.properties).toMatchObject(options);
    expect((await read())?.options).toMatchObject(options);
    expect(await ensure({ ...options, maxCount: 3 })).toEqual({ outcome: 'created' });
  });

  test('that another pool of the name does not have are told', async () => {
    const { ensure } = await start({ pools: [system] });
    expect((await put({ osDiskSizeGB: 64 })).status).toBe(201);
    await clock.advance(5 * 60_000);
    expect(await ensure({ osDiskSizeGB: 128 })).toEqual({
      ...{ outcome: 'existing-differs', differences: ['its size of the OS disk in GB is 64, not 128'] },
    });
  });

  test('cannot be changed later, and AKS says so', async () => {
    const { ensure } = await start({ pools: [system] });
    await ensure({ osDiskSizeGB: 64 });
    await clock.advance(5 * 60_000);
    expect((await put({ osDiskSizeGB: 128 })).body).toMatchObject({ code: 'PropertyChangeNotAllowed' });
  });

  test('quarantine is one more taint', async () => {
    const { ensure, read } = await start({ pools: [system] });
    await ensure({ quarantine: true, nodeTaints: ['team=a:NoSchedule'] });
    expect((await read())?.nodeTaints).toEqual(['team=a:NoSchedule', 'kataproof.io/quarantine=unproven:NoSchedule']);
  });

  test('do not put a taint of ours on a System pool: AKS refuses it', async () => {
    const { ensure } = await start({ pools: [system] });
    expect(await failureOf(ensure({ mode: 'System', quarantine: true }))).toMatchObject({
      ...{ code: 'SystemPoolHasRestrictedTaint', retryable: false },
    });
  });
});
