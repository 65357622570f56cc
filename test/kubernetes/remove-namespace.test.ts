import { afterEach, expect, test } from '@jest/globals';
import type { AccessRule } from '../../emulator/scenarios/scenario.ts';
import type { Transport } from '../../shared/clusters/transport.ts';
import { buildNamespace } from '../../shared/isolation/build-pod-pair.ts';
import { hangMs } from '../support/eventually.ts';
import { cluster, clusterId, runId, startEmulatedCluster } from '../support/kubernetes/emulated-cluster.ts';

let emulated: Awaited<ReturnType<typeof startEmulatedCluster>>;
afterEach(() => emulated.stop());

const name = 'of-run';
const everything: AccessRule = { verbs: ['*'], apiGroups: ['*'], resources: ['*'], namespace: null };

/** Makes the run's namespace, and then removes it with a wait for its end. Tells the requests of the removal. */
async function removed(change: { uid?: string; finalizer?: boolean; awaitMs?: number; asked?: boolean } = {}) {
  const { adapter, store, clusters } = emulated;
  const { uid } = await adapter.ensureNamespace(cluster, buildNamespace({ name, runId, expiresAt: '' }));
  if (change.finalizer)
    store?.update('namespaces', null, name, ({ metadata }) => Object.assign(metadata, { finalizers: ['stays'] }));
  const before = clusters.requestsOf(clusterId).length;
  const order = { name, runId, uid: change.uid ?? uid, asked: change.asked ?? false };
  const removal = await adapter.removeNamespace(cluster, order, change.awaitMs ?? hangMs);
  const verbs = clusters
    .requestsOf(clusterId)
    .slice(before)
    .map(({ method, url }) => (url.includes('watch=true') ? 'WATCH' : method));
  return { removal, verbs, isThere: store?.read('namespaces', null, name) !== undefined };
}

test('a namespace whose uid is known is gone after two requests: its deletion and one watch', async () => {
  emulated = await startEmulatedCluster();
  expect(await removed()).toEqual({
    removal: { state: 'absent', found: true },
    verbs: ['DELETE', 'WATCH'],
    isThere: false,
  });
});

test('the watch is of that namespace alone', async () => {
  emulated = await startEmulatedCluster();
  await removed();
  const watches = emulated.clusters.requestsOf(clusterId).filter(({ url }) => url.includes('watch=true'));
  expect(watches.map(({ url }) => decodeURIComponent(url))).toEqual([
    expect.stringMatching(/^\/api\/v1\/namespaces\?.*fieldSelector=metadata\.name=of-run&resourceVersion=\d+/),
  ]);
});

test('a namespace that does not end in time is left to the caller, who looks again', async () => {
  emulated = await startEmulatedCluster();
  expect(await removed({ finalizer: true, awaitMs: 500 })).toMatchObject({
    // On a slow machine the answer to the deletion alone takes longer than that.
    removal: { state: expect.stringMatching(/^(terminating|requested)$/), found: true },
    isThere: true,
  });
  const { adapter, store } = emulated;
  const uid = store?.read('namespaces', null, name)?.metadata.uid ?? null;
  const order = { name, runId, uid, asked: true };
  const looking = adapter.removeNamespace(cluster, order, hangMs);
  store?.update('namespaces', null, name, ({ metadata }) => Object.assign(metadata, { finalizers: [] }));
  expect(await looking).toEqual({ state: 'absent', found: true });
});

test('another namespace that has taken the name stays', async () => {
  emulated = await startEmulatedCluster();
  expect(await removed({ uid: 'uid-of-ours' })).toEqual({
    removal: { state: 'absent', found: true },
    verbs: ['DELETE', 'GET'],
    isThere: true,
  });
});

test('without the right to watch it is asked for, and the caller looks again', async () => {
  const verbs = ['get', 'list', 'create', 'delete'];
  emulated = await startEmulatedCluster({ access: [{ ...everything, verbs }] });
  expect((await removed()).removal).toEqual({ state: 'requested', found: true });
});

test('commands in place of a network know no watch', async () => {
  emulated = await startEmulatedCluster({}, {}, null, [], 'run-command' satisfies Transport);
  const { removal } = await removed();
  expect(removal).toEqual({ state: 'requested', found: true });
});
