import type { KubernetesClusters, NodePool } from '../../../emulator/seams/kubernetes-clusters.ts';

export interface StubKubernetes extends KubernetesClusters {
  stop(): Promise<void>;
  /** The running clusters by id, with their pools by name. */
  clusters: Map<string, Map<string, NodePool>>;
  poolsOf(clusterName: string): NodePool[];
}

/**
 * Records what the Azure side asks of the Kubernetes side. Throws where the real Kubernetes side could not continue
 * either.
 */
export function createStubKubernetes(): StubKubernetes {
  const clusters: StubKubernetes['clusters'] = new Map();
  const running = (id: string) => {
    const pools = clusters.get(id);
    if (!pools) throw new Error(`Cluster ${id} does not run.`);
    return pools;
  };
  return {
    clusters,
    poolsOf: (clusterName) =>
      [...clusters].filter(([id]) => id.endsWith(`/${clusterName}`)).flatMap(([, pools]) => [...pools.values()]),
    async startCluster({ id, name }) {
      if (clusters.has(id)) throw new Error(`Cluster ${id} runs already.`);
      clusters.set(id, new Map());
      return {
        server: `https://${name}.example:443`,
        certificateAuthorityData: Buffer.from(`certificate of ${name}`).toString('base64'),
      };
    },
    async stopCluster(id) {
      clusters.delete(id);
    },
    setNodePool: (id, pool) => void running(id).set(pool.name, pool),
    removeNodePool: (id, poolName) => void running(id).delete(poolName),
    reconcile: (id) => void running(id),
    async runCommand(id) {
      running(id);
      return { end: 'ran', exitCode: 0, logs: '', startedAtMs: 0, finishedAtMs: 0 };
    },
    recordOf(id) {
      running(id);
      return { requests: [], pods: [] };
    },
    stop: async () => {},
  };
}
