import { expect, test } from '@jest/globals';
import { planProof } from '../../../cli/prove/proof-options.ts';
import { startProof } from '../../../cli/prove/run-proof.ts';
import { nameCall } from '../../support/calls/cluster-record.ts';
import { cluster, clusterId, readyNodes, startEmulatedCluster } from '../../support/kubernetes/emulated-cluster.ts';

test('a proof by kubeconfig lists its nodes before it, and those of the cluster after it, once each', async () => {
  const { adapter, clusters, stop } = await startEmulatedCluster();
  try {
    await readyNodes(adapter);
    const before = clusters.requestsOf(clusterId).length;
    const order = { verification: adapter, cluster, poolName: null, options: planProof({}, null) };
    const { end } = await startProof({ ...order, onStep: () => undefined });
    expect((await end).run).toMatchObject({ verdict: 'isolated', cleanupResult: { namespace: 'removed' } });
    const calls = clusters.requestsOf(clusterId).slice(before).map(nameCall);
    // What is asked about the pods depends on how soon they have ended.
    expect(calls.filter((call) => !/ (pods|events)$/.test(call)).sort()).toEqual([
      ...['create jobs', 'create jobs', 'create namespaces', 'delete namespaces', 'get nodes'],
      ...['get runtimeclasses', 'get runtimeclasses', 'list nodes', 'list nodes', 'watch namespaces'],
    ]);
  } finally {
    await stop();
  }
});
