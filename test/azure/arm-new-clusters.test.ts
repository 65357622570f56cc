import { afterEach, describe, expect, test } from '@jest/globals';
import { createSteppedClock, type SteppedClock } from '../../emulator/seams/clock.ts';
import { newClusterSchema } from '../../shared/api/new-cluster-schema.ts';
import { createNewClusters } from '../../shared/azure/new-cluster/arm-new-clusters.ts';
import { accessTo, clusterOf } from '../support/azure/arm-access.ts';
import { type EmulatedAzure, startEmulatedAzure } from '../support/azure/emulated-azure.ts';
import { failureOf } from '../support/failure-of.ts';
import { assign } from '../support/roles/read-roles.ts';

const [runId, otherRun] = ['8236000000000-abcdef0123', '8236000000000-bbbbbbbbbb'];
const minutes = (count: number) => count * 60_000;
const spec = (change: object = {}) => newClusterSchema.parse({ location: 'westeurope', ...change });
const subscription = '/subscriptions/11111111-1111-4111-8111-111111111111';
const identity = `${subscription}/resourceGroups/ids/providers/Microsoft.ManagedIdentity/userAssignedIdentities/plane`;
const subnet = `${subscription}/resourceGroups/net/providers/Microsoft.Network/virtualNetworks/spoke/subnets/nodes`;

let azure: EmulatedAzure;
let clock: SteppedClock;
afterEach(() => azure.stop());

/** An emulated Azure whose clock only the test moves, and the adapter for new clusters. */
async function start(options: Parameters<typeof startEmulatedAzure>[0] = {}) {
  clock = createSteppedClock(Date.now());
  azure = await startEmulatedAzure({ speed: 1, clock, ...options });
  return { clusters: createNewClusters(accessTo(azure)), cluster: { ...clusterOf(azure), name: 'fresh' } };
}

const path = () => azure.clusterPath.replace(/[^/]+$/, 'fresh');
const writes = () =>
  azure.emulator.requestLog.requests.filter(({ method, path: asked }) => method !== 'GET' && asked.endsWith('/fresh'));

describe('the place of a new cluster', () => {
  test('is free, taken, or in no group', async () => {
    const { clusters, cluster } = await start();
    expect(await clusters.readPlace(cluster)).toEqual({ place: 'free' });
    expect(await clusters.readPlace({ ...cluster, name: 'Demo' })).toEqual({ place: 'taken' });
    expect(await clusters.readPlace({ ...cluster, resourceGroup: 'nowhere' })).toEqual({ place: 'no-resource-group' });
  });
});

describe('a new cluster', () => {
  test('is asked for once, whatever the number of tries, and is made with its System pool', async () => {
    const { clusters, cluster } = await start();
    for (const _try of [1, 2, 3])
      expect(await clusters.ensureCluster(cluster, spec(), runId)).toEqual({ outcome: 'created' });
    expect(writes().map(({ status }) => status)).toEqual([201, 412, 412]);
    expect(await clusters.readNewCluster(cluster, runId)).toMatchObject({ provisioningState: 'Creating' });
    await clock.advance(minutes(8));
    expect(await clusters.readNewCluster(cluster, runId)).toEqual({
      ...{ state: 'there', provisioningState: 'Succeeded', provisioningError: null },
    });
    expect((await azure.arm('GET', path())).body).toMatchObject({
      location: 'westeurope',
      sku: { name: 'Base', tier: 'Standard' },
      identity: { type: 'SystemAssigned' },
      tags: { 'kataproof-run': runId },
      properties: {
        dnsPrefix: 'fresh',
        nodeResourceGroup: 'MC_fleet_fresh_westeurope',
        disableLocalAccounts: true,
        aadProfile: { managed: true, enableAzureRBAC: true },
        apiServerAccessProfile: { enablePrivateCluster: false, disableRunCommand: true },
        networkProfile: { networkPlugin: 'azure', networkPluginMode: 'overlay', networkPolicy: 'calico' },
        autoUpgradeProfile: { upgradeChannel: 'patch', nodeOSUpgradeChannel: 'NodeImage' },
        agentPoolProfiles: [{ name: 'system', mode: 'System', nodeTaints: ['CriticalAddonsOnly=true:NoSchedule'] }],
      },
    });
  });

  test('has every field that a caller gives', async () => {
    const { clusters, cluster } = await start();
    const asked = spec({
      tier: 'Premium',
      supportPlan: 'AKSLongTermSupport',
      kubernetesVersion: '1.34',
      dnsPrefix: 'mine',
      nodeResourceGroup: 'nodes-of-fresh',
      identity: { type: 'UserAssigned', userAssignedIdentities: { [identity]: {} } },
      aadProfile: { adminGroupObjectIDs: ['66666666-6666-4666-8666-666666666666'] },
      networkProfile: { serviceCidr: '172.16.0.0/16', podCidr: '192.168.0.0/16', networkPolicy: 'azure' },
      apiServerAccessProfile: {
        enablePrivateCluster: true,
        privateDNSZone: 'none',
        enablePrivateClusterPublicFQDN: true,
      },
      systemPool: { name: 'sys', vmSize: 'Standard_D4s_v5', count: 1, zones: ['1', '2'], vnetSubnetID: subnet },
      tags: { team: 'a' },
    });
    expect(await clusters.ensureCluster(cluster, asked, runId)).toEqual({ outcome: 'created' });
    expect((await azure.arm('GET', path())).body).toMatchObject({
      sku: { tier: 'Premium' },
      identity: { type: 'UserAssigned', userAssignedIdentities: { [identity]: { clientId: expect.any(String) } } },
      tags: { team: 'a', 'kataproof-run': runId },
      properties: {
        ...{ supportPlan: 'AKSLongTermSupport', kubernetesVersion: '1.34', dnsPrefix: 'mine' },
        nodeResourceGroup: 'nodes-of-fresh',
        networkProfile: { serviceCidr: '172.16.0.0/16', dnsServiceIP: '172.16.0.10', podCidr: '192.168.0.0/16' },
        apiServerAccessProfile: { enablePrivateCluster: true, privateDNSZone: 'none', disableRunCommand: false },
        agentPoolProfiles: [{ name: 'sys', count: 1, availabilityZones: ['1', '2'], vnetSubnetID: subnet }],
      },
    });
  });

  test('is not asked for where somebody else has one of that name', async () => {
    const { clusters, cluster } = await start();
    const demo = { ...cluster, name: 'demo' };
    const before = (await azure.arm('GET', azure.clusterPath)).body;
    expect(await clusters.ensureCluster(demo, spec(), runId)).toEqual({ outcome: 'taken' });
    expect(await clusters.readNewCluster(demo, runId)).toEqual({ state: 'not-ours' });
    expect((await azure.arm('GET', azure.clusterPath)).body).toEqual(before);
  });

  test('waits for its name while a cluster of that name is being deleted', async () => {
    const { clusters, cluster } = await start();
    await azure.arm('DELETE', azure.clusterPath);
    const asked = () => clusters.ensureCluster({ ...cluster, name: 'demo' }, spec(), runId);
    expect(await failureOf(asked())).toMatchObject({ code: 'OperationNotAllowed', retryable: true });
    await clock.advance(minutes(5));
    expect(await asked()).toEqual({ outcome: 'created' });
  });

  test('in a group that does not exist is refused for good, and no group is made', async () => {
    const { clusters, cluster } = await start();
    const nowhere = { ...cluster, resourceGroup: 'nowhere' };
    expect(await failureOf(clusters.ensureCluster(nowhere, spec(), runId))).toMatchObject({
      ...{ code: 'ResourceGroupNotFound', retryable: false },
      message: expect.stringContaining('nowhere'),
    });
  });

  test.each([
    ['quota-exceeded', /quota/i, 'ErrCode_InsufficientVCPUQuota'],
    ['policy-denies', /disallowed by policy/, 'RequestDisallowedByPolicy'],
  ])('is refused for good in the scenario %s', async (scenario, message, code) => {
    const { clusters, cluster } = await start({ scenario });
    expect(await failureOf(clusters.ensureCluster(cluster, spec(), runId))).toMatchObject({
      ...{ code, retryable: false, message: expect.stringMatching(message) },
    });
    expect(await clusters.readPlace(cluster)).toEqual({ place: 'free' });
  });

  test('that AKS cannot make says why', async () => {
    const { clusters, cluster } = await start({ scenario: 'cluster-fails' });
    await clusters.ensureCluster(cluster, spec(), runId);
    await clock.advance(minutes(8));
    expect(await clusters.readNewCluster(cluster, runId)).toMatchObject({
      ...{ provisioningState: 'Failed', provisioningError: { code: 'AllocationFailed' } },
    });
  });

  test('needs a role of its own, which is named where it lacks, and nothing beside the provisioner’s', async () => {
    const provisioner = assign('provisioner', subscription);
    const { clusters, cluster } = await start({ roleAssignments: [provisioner] });
    expect(await failureOf(clusters.ensureCluster(cluster, spec(), runId))).toMatchObject({
      ...{ code: 'Forbidden', retryable: true },
      message: expect.stringMatching(/needs the role "Kataproof Cluster Creator".*managedClusters\/write'/),
    });
    await azure.stop();
    const creator = assign('cluster-creator', `${subscription}/resourceGroups/fleet`);
    const allowed = await start({ roleAssignments: [provisioner, creator] });
    expect(await allowed.clusters.ensureCluster(allowed.cluster, spec(), runId)).toEqual({ outcome: 'created' });
    expect(await allowed.clusters.removeCluster(allowed.cluster, runId)).toEqual({ state: 'removing' });
  });

  test('with an identity and a subnet needs the rights to use these', async () => {
    const roles = [assign('provisioner', subscription), assign('cluster-creator', subscription)];
    const beside = [assign('identity-user', identity), assign('subnet-user', subnet)];
    const asked = spec({
      identity: { type: 'UserAssigned', userAssignedIdentities: { [identity]: {} } },
      systemPool: { vnetSubnetID: subnet },
    });
    for (const lacking of beside) {
      const { clusters, cluster } = await start({
        roleAssignments: [...roles, ...beside.filter((role) => role !== lacking)],
      });
      expect(await failureOf(clusters.ensureCluster(cluster, asked, runId))).toMatchObject({
        ...{ code: 'Forbidden', message: expect.stringContaining(`linked scope(s) '${lacking.scope}'`) },
      });
      await azure.stop();
    }
    const { clusters, cluster } = await start({ roleAssignments: [...roles, ...beside] });
    expect(await clusters.ensureCluster(cluster, asked, runId)).toEqual({ outcome: 'created' });
  });
});

describe('the removal of a cluster', () => {
  async function make() {
    const started = await start();
    await started.clusters.ensureCluster(started.cluster, spec(), runId);
    await clock.advance(minutes(8));
    return started;
  }

  test('takes away what the run made, with its node resource group, and may be asked for again', async () => {
    const { clusters, cluster } = await make();
    const groups = async () =>
      (await azure.arm('GET', `${subscription}/resourceGroups`)).body.value.map(({ name }: { name: string }) => name);
    expect(await groups()).toContain('MC_fleet_fresh_westeurope');
    for (const _try of [1, 2]) expect(await clusters.removeCluster(cluster, runId)).toEqual({ state: 'removing' });
    expect(writes().filter(({ method }) => method === 'DELETE')).toHaveLength(1);
    await clock.advance(minutes(5));
    expect(await clusters.removeCluster(cluster, runId)).toEqual({ state: 'absent' });
    expect(await groups()).toEqual(['fleet']);
  });

  test('may begin while AKS still makes it', async () => {
    const { clusters, cluster } = await start();
    await clusters.ensureCluster(cluster, spec(), runId);
    expect(await clusters.removeCluster(cluster, runId)).toEqual({ state: 'removing' });
    await clock.advance(minutes(5));
    expect(await clusters.readPlace(cluster)).toEqual({ place: 'free' });
  });

  test.each([
    ['another run', async () => otherRun, {}],
    ['nobody', async () => runId, {}],
    ['a cluster that was there before', async () => runId, { name: 'demo' }],
  ])('never takes away a cluster of %s', async (of, asking, change) => {
    const { clusters, cluster } = await make();
    if (of === 'nobody') {
      await azure.arm('PATCH', path(), { tags: { team: 'a' } });
      await clock.advance(minutes(1));
    }
    expect(await clusters.removeCluster({ ...cluster, ...change }, await asking())).toEqual({ state: 'not-ours' });
    expect(azure.emulator.requestLog.requests.filter(({ method }) => method === 'DELETE')).toEqual([]);
  });

  test('lets be what somebody has made anew under the same name', async () => {
    const { clusters, cluster } = await make();
    await azure.arm('DELETE', path());
    await clock.advance(minutes(5));
    const pool = { name: 'system', mode: 'System', count: 1, vmSize: 'Standard_D4s_v5' };
    const body = { location: 'westeurope', properties: { dnsPrefix: 'x', agentPoolProfiles: [pool] } };
    expect((await azure.arm('PUT', path(), body)).status).toBe(201);
    expect(await clusters.removeCluster(cluster, runId)).toEqual({ state: 'not-ours' });
  });
});
