import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { type PairRunOrder, runPodPair } from '../../shared/activities/run-pod-pair.ts';
import { buildNamespace } from '../../shared/isolation/build-pod-pair.ts';
import { podPairNames } from '../../shared/isolation/pod-pair-names.ts';
import type { RunRecords } from '../../shared/ports/run-records.ts';
import { nameCall } from '../support/calls/cluster-record.ts';
import { hangMs } from '../support/eventually.ts';
import {
  cluster,
  clusterId,
  nonce,
  readyNodes,
  runId,
  startEmulatedCluster,
} from '../support/kubernetes/emulated-cluster.ts';

/** Pods that take as long as real ones against a request: they have not ended when the watch of them begins. */
const speed = 40;

let emulated: Awaited<ReturnType<typeof startEmulatedCluster>>;
let order: PairRunOrder;
beforeEach(async () => {
  emulated = await startEmulatedCluster({}, {}, null, [], 'kubernetes-api', speed);
  const { adapter } = emulated;
  const [node] = await readyNodes(adapter);
  const { name: nodeName = '', taints: toleratedTaints = [] } = node ?? {};
  const runtimeClassName = 'kata-vm-isolation';
  const { runtimeClass } = await adapter.readRuntimeClass(cluster, runtimeClassName);
  const expiresAt = '2030-01-01T00:00:00.000Z';
  await adapter.ensureNamespace(cluster, buildNamespace({ name: 'n', runId, expiresAt }));
  order = {
    ...{ cluster, runId, nonce, nodeName, toleratedTaints, expiresAt, runtimeClassName, runtimeClass },
    names: podPairNames({ runId, nodeName, sequence: '1-' }, 'n'),
    ...{ image: 'mcr.microsoft.com/azurelinux/busybox:1.36', activeDeadlineSeconds: 3000, deployment: null },
    ...{ watchMs: hangMs, told: null },
  };
});
afterEach(() => emulated.stop());

/** No look at the run's record is due before the pair has ended. */
const records = { readRun: async () => null } as unknown as RunRecords;

/** Does something, and names the calls that it made. */
async function counted<T>(act: () => Promise<T>): Promise<{ result: T; calls: string[] }> {
  const before = emulated.clusters.requestsOf(clusterId).length;
  const result = await act();
  return { result, calls: emulated.clusters.requestsOf(clusterId).slice(before).map(nameCall).sort() };
}

test('a node is proven in five calls, and its pair is removed in four at most', async () => {
  const ports = { verification: emulated.adapter, records };
  const { result, calls } = await counted(() => runPodPair(ports, order));
  expect(result).toMatchObject({
    pair: { state: 'finished' },
    after: { node: { name: order.nodeName } },
    sandboxed: { binding: { runtimeClassDoubt: null }, evidence: { outcome: 'report' } },
  });
  expect(calls).toEqual(['create jobs', 'create jobs', 'get nodes', 'get runtimeclasses', 'watch pods']);

  const pair = { names: order.names, uids: result.deployment.uids };
  const removal = await counted(() => emulated.adapter.removePodPair(cluster, pair, true));
  expect(removal.result).toEqual({ gone: true });
  // Pods that have gone by the time of the list are not watched for.
  const watches = removal.calls.filter((call) => call === 'watch pods');
  expect(removal.calls).toEqual(['delete jobs', 'delete jobs', 'list pods', ...watches]);
  expect(watches.length).toBeLessThanOrEqual(1);
  expect(emulated.store?.list('jobs').concat(emulated.store.list('pods', 'n'))).toEqual([]);
});

test('a pair that ended before anything was seen of it is listed once, and no Job is made again', async () => {
  const ports = { verification: emulated.adapter, records };
  const { deployment } = await runPodPair(ports, order);
  const again = await counted(() => runPodPair(ports, { ...order, deployment }));
  expect(again.result.pair).toEqual({ state: 'finished' });
  expect(again.calls).toEqual(['get nodes', 'get runtimeclasses', 'list pods', 'watch pods']);
});

test('a class that was made anew since it was read is doubted', async () => {
  const ports = { verification: emulated.adapter, records };
  const runtimeClass = { ...(order.runtimeClass ?? { name: '', handler: 'kata', createdAt: null }), uid: 'before' };
  const { sandboxed } = await runPodPair(ports, { ...order, runtimeClass });
  expect(sandboxed?.binding?.runtimeClassDoubt).toMatch(/made anew/);
});
