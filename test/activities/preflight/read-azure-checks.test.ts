import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { PreflightOrder } from '../../../shared/activities/preflight/preflight-order.ts';
import { readAzureChecks } from '../../../shared/activities/preflight/read-azure-checks.ts';
import { readWithin } from '../../../shared/activities/preflight/read-within.ts';
import { createManagedClusters } from '../../../shared/azure/arm-managed-clusters.ts';
import { createSubscriptions } from '../../../shared/azure/arm-subscriptions.ts';
import type { PoolSpec } from '../../../shared/clusters/pool-spec.ts';
import type { PreflightCheck } from '../../../shared/preflight/preflight-check.ts';
import { accessTo } from '../../support/azure/arm-access.ts';
import { type EmulatedAzure, startEmulatedAzure } from '../../support/azure/emulated-azure.ts';
import { assign } from '../../support/roles/read-roles.ts';

const subscriptionId = '11111111-1111-4111-8111-111111111111';
const subscription = `/subscriptions/${subscriptionId}`;
const network = `${subscription}/resourceGroups/net/providers/Microsoft.Network/virtualNetworks/vnet`;
const system = { name: 'system', mode: 'System', count: 2, vmSize: 'Standard_D4s_v5', osSKU: 'AzureLinux' } as const;
const inSubnet = { ...system, maxPods: 30, vnetSubnetID: `${network}/subnets/nodes` };

const pool: PoolSpec = {
  ...{ name: 'kata', vmSize: 'Standard_D4s_v5', count: 1 },
  ...{ nodeTaints: [], nodeLabels: {}, zones: [], tags: {} },
};

const clusters = [
  { name: 'demo', localAccounts: false },
  { name: 'stopped', stopped: true },
  { name: 'busy', provisioningState: 'Updating' },
  { name: 'old', kubernetesVersion: '1.26' },
  { name: 'left', kubernetesVersion: '1.31' },
  { name: 'long-term', kubernetesVersion: '1.33' },
  { name: 'long-term-plan', kubernetesVersion: '1.33', properties: { supportPlan: 'AKSLongTermSupport' } },
  { name: 'lax', localAccounts: true, nodeAutoProvisioning: true },
  { name: 'private', privateCluster: true, properties: {} },
  { name: 'ranges', properties: { apiServerAccessProfile: { authorizedIPRanges: ['203.0.113.0/24'] } } },
  { name: 'twin', pools: [system, { ...system, name: 'kata', mode: 'User' }] },
  {
    name: 'again',
    localAccounts: false,
    pools: [
      { ...inSubnet, vnetSubnetID: `${network}/subnets/brim` },
      {
        ...{ ...inSubnet, name: 'kata', mode: 'User', workloadRuntime: 'KataVmIsolation', count: 1 },
        ...{ vnetSubnetID: `${network}/subnets/brim`, orchestratorVersion: '1.34.0' },
        ...{ enableAutoScaling: true, minCount: 1, maxCount: 9 },
      },
    ],
    properties: { networkProfile: { networkPlugin: 'azure', networkPluginMode: '' } },
    subnets: [{ id: `${network}/subnets/brim`, prefix: '10.7.0.0/24', used: 50 }],
  },
  { name: 'fips', pools: [{ ...system, enableFIPS: true }] },
  {
    name: 'custom',
    localAccounts: false,
    pools: [inSubnet],
    properties: { networkProfile: { networkPlugin: 'azure', networkPluginMode: '' } },
    subnets: [
      { id: `${network}/subnets/nodes`, prefix: '10.1.0.0/24' },
      { id: `${network}/subnets/small`, prefix: '10.2.0.0/28' },
      { id: `${network}/subnets/tight`, prefix: '10.3.0.0/26' },
      { id: `${network}/subnets/full`, prefix: '10.4.0.0/24', used: 240 },
      { id: `${network}/subnets/web`, prefix: '10.5.0.0/24', delegations: ['Microsoft.Web/serverFarms'] },
      { id: `${network}2/subnets/nodes`, prefix: '10.6.0.0/24' },
    ],
  },
];

let azure: EmulatedAzure;
beforeAll(async () => {
  azure = await startEmulatedAzure({ clusters });
});
afterAll(() => azure?.stop());

async function check(name: string, change: Partial<PoolSpec> = {}, more: Partial<PreflightOrder> = {}, of = azure) {
  const access = accessTo(of);
  const ports = { subscriptions: createSubscriptions(access, Date.now), clusters: createManagedClusters(access) };
  const cluster = { subscriptionId, resourceGroup: 'fleet', name };
  const options = { namespace: null, runtimeClassName: 'kata-vm-isolation', probeImage: 'probe', parallelNodes: 4 };
  const order = { cluster, pool: { ...pool, ...change }, poolName: null, options, ...more };
  return readAzureChecks(
    { ...ports, read: readWithin },
    order,
    readWithin(async () => (await ports.clusters.readCluster(cluster)).cluster),
  );
}

const notPassed = (checks: PreflightCheck[]) =>
  Object.fromEntries(checks.filter(({ outcome }) => outcome !== 'passed').map(({ name, outcome }) => [name, outcome]));
const row = (checks: PreflightCheck[], name: string) => checks.find((each) => each.name === name);

test('of a pool that is there, neither its version nor its room is looked for again', async () => {
  const there = { orchestratorVersion: '1.34.0', enableAutoScaling: true, minCount: 1, maxCount: 9 } as const;
  const checks = await check('again', { ...there, vnetSubnetID: `${network}/subnets/brim`, maxPods: 30 });
  expect(row(checks, 'node-count')?.message).toBe('No node is made: the pool is there.');
  expect(notPassed(checks)).toEqual({});
});

test('a cluster and a pool with nothing wrong pass every check, each with its own name', async () => {
  const checks = await check('demo');
  expect(checks.filter(({ outcome }) => outcome !== 'passed')).toEqual([]);
  expect(new Set(checks.map(({ name }) => name)).size).toBe(checks.length);
  expect(checks.length).toBeGreaterThan(20);
  for (const { message, remedy } of checks) expect([message.length > 10, remedy]).toEqual([true, null]);
});

test.each<[string, Partial<PoolSpec>, Record<string, string>, string, RegExp]>([
  ['absent', {}, { 'cluster-state': 'failed' }, 'cluster-state', /no AKS cluster absent/],
  ['stopped', {}, { 'cluster-state': 'failed' }, 'cluster-state', /is stopped/],
  ['busy', {}, { operations: 'warning' }, 'operations', /Updating/],
  ['old', {}, { 'kubernetes-version': 'failed' }, 'kubernetes-version', /1\.26\.15.*1\.28 or later/],
  ['left', {}, { 'kubernetes-version': 'warning' }, 'kubernetes-version', /1\.31\.13 is not among/],
  ['long-term', {}, { 'kubernetes-version': 'warning' }, 'kubernetes-version', /long-term support only/],
  ['long-term-plan', {}, {}, 'kubernetes-version', /which the cluster has/],
  ['lax', {}, { 'node-auto-provisioning': 'warning', 'local-accounts': 'warning' }, 'local-accounts', /Entra ID/],
  ['private', {}, { 'api-server-access': 'warning' }, 'api-server-access', /private.*Run command is enabled/],
  ['ranges', {}, { 'api-server-access': 'warning' }, 'api-server-access', /203\.0\.113\.0\/24/],
  ['twin', {}, { 'node-pool-name': 'failed' }, 'node-pool-name', /workload runtime is OCIContainer/],
  ['fips', {}, { fips: 'warning' }, 'fips', /system/],
  ['demo', { vmSize: 'Standard_D4s_v9' }, { 'vm-size': 'failed' }, 'vm-size', /no VM size Standard_D4s_v9/],
  ['demo', { vmSize: 'Standard_D4ps_v5' }, { 'cpu-architecture': 'failed' }, 'cpu-architecture', /Arm64/],
  ['demo', { vmSize: 'Standard_A2_v2' }, { 'vm-generation': 'failed' }, 'vm-generation', /generation 1 alone/],
  ['demo', { vmSize: 'Standard_DC4as_v5' }, { 'confidential-vm': 'failed' }, 'confidential-vm', /SNP/],
  ['demo', { vmSize: 'Standard_D4as_v4' }, { 'nested-virtualization': 'failed' }, 'nested-virtualization', /AMD/],
  ['demo', { vmSize: 'Standard_DS1_v2' }, { 'vm-size': 'failed' }, 'vm-size', /one vCPU/],
  ['demo', { vmSize: 'Standard_NC24ads_A100_v4' }, { 'vm-size': 'failed' }, 'vm-size', /NotAvailableForSubscription/],
  [
    'demo',
    { vmSize: 'Standard_L8s_v3', zones: ['3'] },
    { 'availability-zones': 'failed' },
    'availability-zones',
    /zone 3/,
  ],
  ['demo', { vmSize: 'Standard_L8s_v3', zones: ['1'] }, {}, 'availability-zones', /Zones 1/],
  ['demo', { count: 30 }, { 'vcpu-quota': 'failed' }, 'vcpu-quota', /120 vCPUs of standardDSv5Family/],
  ['demo', { count: 25 }, { 'vcpu-quota': 'warning' }, 'vcpu-quota', /an upgrade adds/],
  ['demo', { vnetSubnetID: `${network}/subnets/nodes` }, { subnet: 'failed' }, 'subnet', /network that AKS manages/],
  ['custom', {}, {}, 'subnet', /189 free addresses, and 31 are needed for 1 node\./],
  ['custom', { vnetSubnetID: `${network}/subnets/gone` }, { subnet: 'failed' }, 'subnet', /no subnet gone/],
  ['custom', { vnetSubnetID: `${network}2/subnets/nodes` }, { subnet: 'failed' }, 'subnet', /another virtual network/],
  ['custom', { vnetSubnetID: `${network}/subnets/small` }, { subnet: 'failed' }, 'subnet', /11 free addresses/],
  ['custom', { vnetSubnetID: `${network}/subnets/tight` }, { subnet: 'warning' }, 'subnet', /59 free.*62 with those/],
  ['custom', { vnetSubnetID: `${network}/subnets/full` }, { subnet: 'failed' }, 'subnet', /11 free addresses/],
  ['custom', { vnetSubnetID: `${network}/subnets/web` }, { subnet: 'failed' }, 'subnet', /Microsoft\.Web\/serverFarms/],
])('%s with %j: %j', async (name, change, expected, of, words) => {
  const checks = await check(name, change);
  const found = notPassed(checks);
  for (const [each, outcome] of Object.entries(expected)) expect([each, found[each]]).toEqual([each, outcome]);
  if (Object.keys(expected).length === 0) expect(found[of]).toBeUndefined();
  expect(row(checks, of)?.message).toMatch(words);
  for (const { outcome, remedy } of checks) expect(remedy !== null).toBe(outcome !== 'passed');
});

describe('without a role', () => {
  const started: EmulatedAzure[] = [];
  afterAll(() => Promise.all(started.map((each) => each.stop())));

  async function checkAs(...roles: Parameters<typeof assign>[]) {
    const roleAssignments = roles.map(([name, scope]) => assign(name, scope));
    const own = await startEmulatedAzure({ clusters, roleAssignments });
    started.push(own);
    return (name: string) => check(name, {}, {}, own);
  }

  test('for clusters, it cannot be read at all, which is a failure that names the role', async () => {
    const checks = await (await checkAs(['preflight', subscription]))('demo');
    expect(notPassed(checks)).toEqual({ 'cluster-state': 'failed' });
    expect(row(checks, 'cluster-state')?.message).toContain('"Kataproof Provisioner"');
  });

  test('for pools, what is missing is told before a pool is asked for', async () => {
    const checks = await (await checkAs(['preflight', subscription], ['verifier', subscription]))('demo');
    expect(notPassed(checks)).toEqual({ 'azure-rights': 'failed' });
    expect(row(checks, 'azure-rights')).toMatchObject({
      message: expect.stringContaining('Microsoft.ContainerService/managedClusters/agentPools/write'),
      remedy: expect.stringContaining('"Kataproof Provisioner"'),
    });
  });

  test('for subnets, neither the subnet nor the rights there are known to be right', async () => {
    const roles = [
      ['preflight', subscription],
      ['provisioner', `${subscription}/resourceGroups/fleet`],
    ] as const;
    const checks = await (await checkAs(...roles.map(([name, scope]): [typeof name, string] => [name, scope])))(
      'custom',
    );
    expect(notPassed(checks)).toEqual({ subnet: 'could-not-check', 'subnet-rights': 'could-not-check' });
    for (const name of ['subnet', 'subnet-rights'])
      expect(row(checks, name)?.message).toContain('"Kataproof Subnet User"');
  });

  test('for the subscription, sizes are judged by the built-in table, which is said', async () => {
    const checks = await (await checkAs(['provisioner', subscription]))('demo');
    const open = ['kubernetes-version', 'vm-size', 'vcpu-quota', 'azure-policy'];
    expect(notPassed(checks)).toEqual(Object.fromEntries(open.map((name) => [name, 'could-not-check'])));
    for (const name of open)
      expect(row(checks, name)).toMatchObject({
        message: expect.stringContaining('"Kataproof Preflight"'),
        remedy: 'Give its identity the role that is named.',
      });
    expect(row(checks, 'nested-virtualization')?.message).toMatch(/^By the built-in table/);
  });
});

describe.each([
  ['sizes-unanswered', /DeadlineExceeded.*no answer within/],
  ['sizes-fail', /ServerFailed/],
])('when Azure answers badly (%s)', (scenario, words) => {
  test('the table comes in time all the same, and says what is open', async () => {
    const own = await startEmulatedAzure({ clusters, scenario });
    try {
      const checks = await check('custom', {}, {}, own);
      const open = [
        'kubernetes-version',
        'vm-size',
        'vcpu-quota',
        'subnet',
        'azure-rights',
        'subnet-rights',
        'azure-policy',
      ];
      expect(notPassed(checks)).toEqual(Object.fromEntries(open.map((name) => [name, 'could-not-check'])));
      for (const name of open) expect(row(checks, name)?.message).toMatch(words);
    } finally {
      await own.stop();
    }
  }, 30_000);
});
