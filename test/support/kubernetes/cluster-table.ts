import type { KubernetesFaults } from '../../../emulator/scenarios/scenario.ts';
import type { RoleAssignment } from '../../../emulator/seams/role-assignments.ts';
import type { PreflightOrder } from '../../../shared/activities/preflight/preflight-order.ts';
import { readKubernetesChecks } from '../../../shared/activities/preflight/read-kubernetes-checks.ts';
import { readWithin } from '../../../shared/activities/preflight/read-within.ts';
import type { ClusterFacts } from '../../../shared/clusters/cluster-facts.ts';
import type { PoolSpec } from '../../../shared/clusters/pool-spec.ts';
import { createKubernetesAdapters } from '../../../shared/kubernetes/create-kubernetes-adapters.ts';
import type { Ports } from '../../../shared/ports/ports.ts';
import type { PreflightCheck } from '../../../shared/preflight/preflight-check.ts';
import { cluster, clusterId, kataPool, readyNodes, startEmulatedCluster } from './emulated-cluster.ts';

/** A pool that is to be made. */
export const newPool: PoolSpec = {
  ...{ name: 'fresh', vmSize: 'Standard_D4s_v5', count: 1, zones: [], tags: {} },
  ...{ nodeTaints: ['sandbox=kata:NoSchedule'], nodeLabels: {} },
};

export interface TableOptions {
  faults?: KubernetesFaults;
  roles?: RoleAssignment[];
  /** What the pool that is there has otherwise. */
  pool?: Parameters<typeof startEmulatedCluster>[1];
  policies?: Parameters<typeof startEmulatedCluster>[3];
  order?: Partial<PreflightOrder>;
  options?: Partial<PreflightOrder['options']>;
  /** Awaits the nodes of the pool that is there. */
  withNodes?: boolean;
}

/** The rows about a cluster by their names, and the requests that were sent to its API server. */
export async function tableOf(given: TableOptions = {}) {
  const emulated = await startEmulatedCluster(given.faults, given.pool, given.roles ?? null, given.policies);
  try {
    if (given.withNodes) await readyNodes(emulated.adapter);
    const connections = { openConnection: async () => emulated.connection };
    // A hanging test would take as long as production waits; this asks for less.
    const limits = given.faults?.apiServerSilent ? { requestTimeoutMs: 300, callTimeoutMs: 500 } : {};
    const ports = {
      ...createKubernetesAdapters({ connections, now: Date.now, ...limits }),
      subscriptions: unasked,
      read: readWithin,
    };
    const before = emulated.clusters.requestsOf(clusterId).length;
    const beganAt = performance.now();
    const checks = await readKubernetesChecks(
      ports,
      orderOf(given),
      Promise.resolve({ ok: true, value: clusterFacts }),
    );
    const tookMs = performance.now() - beganAt;
    const requests = emulated.clusters.requestsOf(clusterId).slice(before);
    return { checks, rows: byName(checks), requests, tookMs };
  } finally {
    await emulated.stop();
  }
}

/** Azure is asked for rights only where commands would be the way into a cluster. */
export const unasked = new Proxy({} as Ports['subscriptions'], {
  get: (_, method) => {
    throw new Error(`${String(method)} was asked of Azure.`);
  },
});

export function orderOf({ order, options }: Pick<TableOptions, 'order' | 'options'>): PreflightOrder {
  return {
    cluster,
    pool: newPool,
    poolName: null,
    ...order,
    options: {
      namespace: null,
      runtimeClassName: 'kata-vm-isolation',
      probeImage: 'mcr.microsoft.com/azurelinux/busybox:1.36',
      parallelNodes: 4,
      ...options,
    },
  };
}

/** What ARM says of the cluster. */
export const clusterFacts = {
  provisioningState: 'Succeeded',
  powerState: 'Running',
  pools: [{ name: kataPool.name, count: 1, nodeTaints: kataPool.taints, nodeLabels: {} }],
} as unknown as ClusterFacts;

const byName = (checks: PreflightCheck[]) => Object.fromEntries(checks.map((check) => [check.name, check]));

/** The requests that would write something: no read, no trial, no review of our own rights. */
export function writesAmong(requests: readonly { method: string; url: string }[]): string[] {
  return requests
    .filter(({ method }) => method !== 'GET')
    .filter(({ url }) => !/[?&]dryRun=All(&|$)/.test(url) && !url.startsWith('/apis/authorization.k8s.io/'))
    .map(({ method, url }) => `${method} ${url}`);
}
