import { readFileSync } from 'node:fs';
import type { EmulatorReady } from '../../scripts/local-stack/start-emulated-azure.ts';
import type { ClusterReference } from '../../shared/clusters/cluster-reference.ts';
import { trustCertificate } from '../support/trust-certificate.ts';

export interface PoolWriter {
  /** Adds a cluster with Kata pools of one node each, as if it had always existed. */
  seedCluster(name: string, kataPools: string[]): Promise<ClusterReference>;
  /** Writes a tag to a pool, which makes a new generation of it. Waits until the operation ends. */
  changePool(cluster: ClusterReference, poolName: string, tag: string): Promise<void>;
  /** Writes a tag to the cluster, which changes the eTags of all its pools. Waits until the operation ends. */
  tagCluster(cluster: ClusterReference, tag: string): Promise<void>;
  /** Changes the number of a pool's nodes. Waits for the operation's end. */
  scalePool(cluster: ClusterReference, poolName: string, count: number): Promise<void>;
  deletePool(cluster: ClusterReference, poolName: string): Promise<void>;
  readPool(cluster: ClusterReference, poolName: string): Promise<{ eTag: string }>;
}

/** Creates a writer that acts as another user of the clusters, directly through Azure Resource Manager. */
export async function createPoolWriter(emulator: EmulatorReady): Promise<PoolWriter> {
  const { settings } = emulator;
  trustCertificate(readFileSync(settings['NODE_EXTRA_CA_CERTS'] ?? '', 'utf8'));
  const token = emulator.ownerToken;

  type Called = { status: number; body: PoolBody | null };
  const call = async (
    method: string,
    cluster: ClusterReference,
    poolName: string | null,
    body?: unknown,
  ): Promise<Called> => {
    const { subscriptionId, resourceGroup, name } = cluster;
    const pool = poolName === null ? '' : `/agentPools/${poolName}`;
    const id = `/subscriptions/${subscriptionId}/resourceGroups/${resourceGroup}/providers/Microsoft.ContainerService/managedClusters/${name}${pool}`;
    const response = await fetch(`${settings['AZURE_RESOURCE_MANAGER_ENDPOINT']}${id}?api-version=2026-06-01`, {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    // Whoever looks more often than ARM allows waits; its time passes faster here.
    if (response.status === 429) {
      await pause(200);
      return call(method, cluster, poolName, body);
    }
    if (!response.ok && response.status !== 404) throw new Error(`${method} ${id}: ${response.status} ${text}`);
    return { status: response.status, body: text ? (JSON.parse(text) as PoolBody) : null };
  };

  const settled = async (cluster: ClusterReference, poolName: string | null) => {
    for (;;) {
      const { status, body } = await call('GET', cluster, poolName);
      if (status === 404 || body?.properties.provisioningState === 'Succeeded') return body;
      await pause(20);
    }
  };

  const putPool = async (cluster: ClusterReference, poolName: string, change: object) => {
    const pool = await settled(cluster, poolName);
    if (!pool) throw new Error(`There is no pool ${poolName}.`);
    await call('PUT', cluster, poolName, { properties: { ...pool.properties, ...change } });
    await settled(cluster, poolName);
  };

  return {
    async seedCluster(name, kataPools) {
      const kata = { count: 1, vmSize: 'Standard_D4s_v5', osSKU: 'AzureLinux', workloadRuntime: 'KataVmIsolation' };
      const system = { name: 'system', mode: 'System', count: 1, vmSize: 'Standard_D4s_v5', osSKU: 'AzureLinux' };
      const pools = [system, ...kataPools.map((pool) => ({ name: pool, mode: 'User', ...kata }))];
      const response = await fetch(`${emulator.control}/__emulator/clusters`, {
        method: 'POST',
        body: JSON.stringify({ name, localAccounts: false, pools }),
      });
      if (!response.ok) throw new Error(await response.text());
      return (await response.json()) as ClusterReference;
    },
    changePool: (cluster, poolName, tag) => putPool(cluster, poolName, { tags: { change: tag } }),
    async tagCluster(cluster, tag) {
      await call('PATCH', cluster, null, { tags: { change: tag } });
      await settled(cluster, null);
    },
    scalePool: (cluster, poolName, count) => putPool(cluster, poolName, { count }),
    async readPool(cluster, poolName) {
      const { body } = await call('GET', cluster, poolName);
      return { eTag: String(body?.properties['eTag']) };
    },
    async deletePool(cluster, poolName) {
      await call('DELETE', cluster, poolName);
      while ((await call('GET', cluster, poolName)).status !== 404) await pause(20);
    },
  };
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

interface PoolBody {
  properties: { provisioningState: string; [property: string]: unknown };
}
