import { KubeConfig } from '@kubernetes/client-node';
import { createTokenAuthority } from '../../../../emulator/azure/identity/create-token-authority.ts';
import type { ObjectStore } from '../../../../emulator/kubernetes/api/seams.ts';
import {
  createClustersWithWorld,
  type KubernetesClustersOptions,
  type PooledClusterWorld,
  type RunningKubernetesClusters,
  type WorldOptions,
} from '../../../../emulator/kubernetes/create-clusters-with-world.ts';
import { type Clock, createRealClock } from '../../../../emulator/seams/clock.ts';
import { aksServerAppId, type TokenAuthority } from '../../../../emulator/seams/token-authority.ts';
import { createStubWorld } from './stub-world.ts';

export const clusterId = '/subscriptions/s/resourceGroups/rg/providers/Microsoft.ContainerService/managedClusters/c';

export interface TestCluster {
  clusters: RunningKubernetesClusters;
  clock: Clock;
  tokens: TokenAuthority;
  token: string;
  server: string;
  caData: string;
  store: ObjectStore;
  kubeConfig: KubeConfig;
  stop(): Promise<void>;
}

/** Starts one cluster whose world does nothing by itself, so that tests write what a kubelet would write. */
export async function startTestCluster(
  more: Partial<KubernetesClustersOptions> = {},
  createWorld: (options: WorldOptions) => PooledClusterWorld = createStubWorld,
): Promise<TestCluster> {
  const clock = more.clock ?? createRealClock();
  const tokens = await createTokenAuthority(createRealClock());
  const options = { clock, speed: 1, tokens, faults: {}, ...more };
  const clusters = await createClustersWithWorld(options, createWorld);
  const endpoint = await clusters.startCluster({ id: clusterId, name: 'c', kubernetesVersion: '1.32.7' });
  const { token } = await tokens.issueToken(aksServerAppId, 3600);
  const store = clusters.storeOf(clusterId);
  if (!store) throw new Error('the cluster did not start');
  const kubeConfig = kubeConfigFor(endpoint.server, endpoint.certificateAuthorityData, token);
  return {
    clusters,
    clock,
    tokens,
    token,
    server: endpoint.server,
    caData: endpoint.certificateAuthorityData,
    store,
    kubeConfig,
    stop: () => clusters.stop(),
  };
}

export function kubeConfigFor(server: string, caData: string, token: string): KubeConfig {
  const kubeConfig = new KubeConfig();
  kubeConfig.loadFromOptions({
    clusters: [{ name: 'c', server, caData }],
    users: [{ name: 'u', token }],
    contexts: [{ name: 'x', cluster: 'c', user: 'u' }],
    currentContext: 'x',
  });
  return kubeConfig;
}
