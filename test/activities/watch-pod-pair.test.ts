import { expect, test } from '@jest/globals';
import { type PairWatchOrder, watchPodPair } from '../../shared/activities/watch-pod-pair.ts';
import type { RunRecords } from '../../shared/ports/run-records.ts';
import type { PairObservation, VerificationCluster } from '../../shared/ports/verification-cluster.ts';

const cluster = { subscriptionId: 's', resourceGroup: 'g', name: 'c' };
const order: PairWatchOrder = {
  ...{ cluster, runId: 'run', nonce: 'n-1', nodeName: 'node-1', expiresAt: '2026-11-20T12:00:00.000Z' },
  ...{ image: 'i:1', runtimeClassName: 'kata-vm-isolation', toleratedTaints: [], activeDeadlineSeconds: 300 },
  names: { namespace: 'n', sandboxed: 'job-s', ordinary: 'job-o' },
  deployment: { uids: { sandboxed: 'uid-s', ordinary: 'uid-o' }, runtimeClass: null },
  ...{ watchMs: 3_600_000, told: [] },
};
const quick = { everyMs: 1, endsWithinMs: 1 };
const seen: PairObservation = { pair: { state: 'finished' }, sandboxed: null, ordinary: null, after: null };

const recordsThat = (readRun: () => Promise<unknown>) => ({ readRun }) as unknown as RunRecords;
const clusterThat = (watch: VerificationCluster['watchPodPair']) =>
  ({ watchPodPair: watch }) as unknown as VerificationCluster;

test('a cancel ends a watch that would last an hour', async () => {
  let reads = 0;
  const records = recordsThat(async () => ({ status: 'running', cancelRequested: ++reads > 3 }));
  const verification = clusterThat(async (_cluster, _pair, { signal }) => {
    await new Promise((resolve) => signal.addEventListener('abort', resolve));
    return { ...seen, pair: { state: 'running', waitingFor: 'its report', troubles: [] } };
  });
  const ended = await watchPodPair({ verification, records }, order, quick);
  expect(ended).toMatchObject({ cancelRequested: true, pair: { waitingFor: 'its report' } });
});

test('a cancel ends a watch of a cluster that does not answer, and its late failure harms nobody', async () => {
  let fail = (_: Error) => {};
  const records = recordsThat(async () => ({ cancelRequested: true }));
  const verification = clusterThat(() => new Promise((_, reject) => (fail = reject)));
  const ended = await watchPodPair({ verification, records }, order, quick);
  expect(ended).toMatchObject({ cancelRequested: true, pair: { state: 'running' }, sandboxed: null });
  fail(new Error('socket hang up'));
});

test('a record that cannot be read for a moment ends nothing', async () => {
  let reads = 0;
  const records = recordsThat(async () => {
    if (++reads < 3) throw new Error('storage is away');
    return { status: 'running', cancelRequested: false };
  });
  const verification = clusterThat(async () => {
    while (reads < 4) await new Promise((resolve) => setImmediate(resolve));
    return seen;
  });
  expect(await watchPodPair({ verification, records }, order, quick)).toEqual({ ...seen, cancelRequested: false });
});

test('a watch that ends in the middle of a look leaves nobody looking', async () => {
  let [reads, over] = [0, false];
  let endWatch = () => {};
  const endsWatch = new Promise<void>((resolve) => (endWatch = resolve));
  const turns = async (count: number) => {
    for (let turn = 0; turn < count; turn++) await new Promise((resolve) => setTimeout(resolve, 0));
  };
  const records = recordsThat(async () => {
    const isFirst = ++reads === 1;
    endWatch();
    if (isFirst) await turns(10);
    return { status: 'running', cancelRequested: over };
  });
  const verification = clusterThat(() => endsWatch.then(() => seen));
  await watchPodPair({ verification, records }, order, quick);
  await turns(20);
  const readsByThen = reads;
  await turns(20);
  // Whoever still looks is to end with the test.
  over = true;
  expect(reads).toBe(readsByThen);
});
