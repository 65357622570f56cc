import { afterEach, describe, expect, test } from '@jest/globals';
import { newClusterSchema } from '../../shared/api/new-cluster-schema.ts';
import { createClusterAddresses } from '../../shared/azure/arm-cluster-addresses.ts';
import { createClusterConnections } from '../../shared/azure/arm-cluster-connections.ts';
import { createManagedClusters } from '../../shared/azure/arm-managed-clusters.ts';
import { createSubscriptions } from '../../shared/azure/arm-subscriptions.ts';
import {
  addressesWithin,
  clustersWithin,
  connectionsWithin,
  subscriptionsWithin,
} from '../../shared/azure/within-scopes.ts';
import type { AllowedScopes } from '../../shared/clusters/allowed-scopes.ts';
import type { PoolSpec } from '../../shared/clusters/pool-spec.ts';
import type { ClusterPage, ManagedClusters } from '../../shared/ports/managed-clusters.ts';
import { accessTo, clusterOf } from '../support/azure/arm-access.ts';
import { type EmulatedAzure, startEmulatedAzure } from '../support/azure/emulated-azure.ts';
import { startScriptedArm } from '../support/azure/start-scripted-arm.ts';
import { failureOf } from '../support/failure-of.ts';

const runId = '8236000000000-abcdef0123';
const spec = { name: 'kata', vmSize: 'Standard_D4s_v5', count: 1, nodeTaints: [], nodeLabels: {}, zones: [], tags: {} };

let azure: EmulatedAzure;
let stop: (() => Promise<void>) | null = null;
afterEach(async () => {
  await stop?.();
  stop = null;
});

const names = Array.from({ length: 25 }, (_, index) => `c${String(index).padStart(2, '0')}`);

async function start() {
  azure = await startEmulatedAzure({ clusters: names.map((name) => ({ name, startsWhenAsked: true })), pageSize: 10 });
  stop = () => azure.stop();
  const { subscriptionId, resourceGroup } = clusterOf(azure);
  const scope = (clusterName: string | null) => ({ subscriptionId, resourceGroup, clusterName });
  const clusters = (scopes: AllowedScopes) => clustersWithin(createManagedClusters(accessTo(azure)), scopes);
  return { cluster: { subscriptionId, resourceGroup, name: 'c01' }, scope, clusters, subscriptionId, resourceGroup };
}

const asked = () => azure.emulator.requestLog.requests.map(({ path }) => path.replace(/\?.*/, ''));

async function listAll(clusters: ManagedClusters, place: { subscriptionId: string; resourceGroup: string | null }) {
  const found: string[] = [];
  for (let continuation: string | null = null, more = true; more; more = continuation !== null) {
    const page: ClusterPage = await clusters.listClusterPage({ ...place, continuation });
    found.push(...page.clusters.map(({ id }) => id.split('/').at(-1) ?? ''));
    continuation = page.continuation;
  }
  return found;
}

describe('a cluster outside the scopes', () => {
  test('is refused by every call, and Azure is asked nothing', async () => {
    const { cluster, scope, clusters } = await start();
    const kept = clusters([scope('c02')]);
    const connections = connectionsWithin(createClusterConnections(accessTo(azure)), [scope('c02')]);
    const addresses = addressesWithin(createClusterAddresses(accessTo(azure)), [scope('c02')]);
    for (const call of [
      () => kept.readCluster(cluster),
      () => kept.readPool(cluster, 'system'),
      () => kept.ensurePool(cluster, spec satisfies PoolSpec, runId),
      () => kept.removePool(cluster, 'kata', runId),
      () => kept.reconcileCluster(cluster),
      () => connections.openConnection(cluster),
      () => addresses.readAddress(cluster),
    ])
      expect(await failureOf(call())).toMatchObject({ code: 'ScopeNotAllowed', retryable: false });
    expect(asked()).toEqual([]);
  });

  test('is none for whoever sets no scopes', async () => {
    const { cluster, clusters } = await start();
    expect((await clusters(null).readCluster(cluster)).cluster?.id).toMatch(/c01$/);
  });
});

describe('a subscription in which nothing is allowed', () => {
  test('is asked nothing: neither sizes nor quotas, versions, subnets or rights; nor a policy about another cluster', async () => {
    const { cluster, scope, clusters, subscriptionId } = await start();
    const { cluster: facts } = await clusters(null).readCluster(cluster);
    const before = asked().length;
    const other = '99999999-9999-4999-8999-999999999999';
    const kept = subscriptionsWithin(createSubscriptions(accessTo(azure), Date.now), [scope('c02')]);
    const [place, network] = [
      { subscriptionId: other, location: 'westeurope' },
      `/subscriptions/${other}/resourceGroups/n`,
    ];
    const subnet = `${network}/providers/Microsoft.Network/virtualNetworks/hub/subnets/s`;
    if (!facts) throw new Error('The cluster is not there.');
    for (const call of [
      () => kept.readVmSize(place, 'Standard_D4s_v5'),
      () => kept.listVcpuUsages(place),
      () => kept.listKubernetesVersions(place),
      () => kept.readSubnet(subnet),
      () => kept.listRights(subnet),
      () => kept.listPolicyDenials(cluster, facts, spec),
      () => kept.listNewClusterDenials(cluster, newClusterSchema.parse({ location: 'westeurope' }), spec),
    ])
      expect(await failureOf(call())).toMatchObject({ code: 'ScopeNotAllowed', retryable: false });
    expect(asked().length).toBe(before);
    const further = subscriptionsWithin(createSubscriptions(accessTo(azure), Date.now), [scope('c02')], [network]);
    await expect(further.readSubnet(subnet)).resolves.toBeDefined();
    expect(await failureOf(further.listVcpuUsages(place))).toMatchObject({ code: 'ScopeNotAllowed' });
    expect((await kept.readVmSize({ ...place, subscriptionId }, 'standard_d4S_V5')).size?.vcpus).toBe(4);
  });
});

describe('a list', () => {
  test('of a subscription asks for the allowed groups and clusters alone', async () => {
    const { scope, clusters, subscriptionId, resourceGroup } = await start();
    expect(await listAll(clusters([scope('c03'), scope('C01')]), { subscriptionId, resourceGroup: null })).toEqual([
      'c03',
      'c01',
    ]);
    expect(asked().every((path) => /managedClusters\/c0[13]$/i.test(path))).toBe(true);
    expect(await listAll(clusters([scope(null)]), { subscriptionId, resourceGroup: null })).toEqual(names);
    expect(asked().some((path) => path.toLowerCase().includes(`/resourcegroups/${resourceGroup}/`))).toBe(true);
    expect(asked().every((path) => /resourceGroups/i.test(path))).toBe(true);
  });

  test('of many single clusters goes page by page, and one that is gone is left out', async () => {
    const { scope, clusters, subscriptionId } = await start();
    const scopes = [...names.slice(0, 24), 'gone'].map(scope);
    const place = { subscriptionId, resourceGroup: null };
    const kept = clusters(scopes);
    expect((await kept.listClusterPage({ ...place, continuation: null })).clusters).toHaveLength(20);
    expect(await listAll(kept, place)).toEqual(names.slice(0, 24));
  });

  test('of what is not allowed is empty, and Azure is asked nothing', async () => {
    const { scope, clusters, subscriptionId } = await start();
    const place = { subscriptionId, resourceGroup: 'elsewhere' };
    expect(await listAll(clusters([scope(null)]), place)).toEqual([]);
    expect(asked()).toEqual([]);
  });

  test('goes on with the groups after the pages of the first', async () => {
    const { scope, clusters, subscriptionId } = await start();
    const scopes = [scope(null), { ...scope('c01'), resourceGroup: 'elsewhere' }];
    expect(await listAll(clusters(scopes), { subscriptionId, resourceGroup: null })).toEqual(names);
    expect(asked().filter((path) => path.includes('elsewhere'))).toHaveLength(1);
  });

  test('refuses a continuation of another list', async () => {
    const { scope, clusters, subscriptionId } = await start();
    const page = clusters([scope(null)]).listClusterPage({ subscriptionId, resourceGroup: null, continuation: 'x' });
    expect(await failureOf(page)).toMatchObject({ code: 'InvalidContinuation' });
  });
});

describe('a single cluster that cannot be read', () => {
  const place = { subscriptionId: '11111111-1111-4111-8111-111111111111', resourceGroup: 'fleet' };

  async function list(status: number, code: string) {
    const arm = await startScriptedArm([{ status, body: { error: { code, message: 'No.' } } }]);
    const kept = clustersWithin(createManagedClusters(arm.access), [{ ...place, clusterName: 'refused' }]);
    return kept.listClusterPage({ ...place, continuation: null }).finally(() => arm.stop());
  }

  test('is listed all the same when it is refused, so that its visit tells what is wrong', async () => {
    const { clusters } = await list(403, 'AuthorizationFailed');
    expect(clusters.map(({ id, pools }) => [id.split('/').at(-1), pools])).toEqual([['refused', null]]);
  });

  test('has its page asked for again when Azure throttles', async () => {
    expect(await failureOf(list(429, 'TooManyRequests'))).toMatchObject({ code: 'Throttled', retryable: true });
  });
});
