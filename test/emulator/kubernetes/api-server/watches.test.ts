import { request } from 'node:https';
import { createInterface } from 'node:readline';
import { afterEach, describe, expect, test } from '@jest/globals';
import { createSteppedClock } from '../../../../emulator/seams/clock.ts';
import { sendRequest } from './send-request.ts';
import { clusterId, startTestCluster, type TestCluster } from './start-cluster.ts';

let cluster: TestCluster;
afterEach(() => cluster.stop());

interface WatchEvent {
  type: string;
  // biome-ignore lint/suspicious/noExplicitAny: a test looks at any part of any object.
  object: any;
}

/** Opens a watch. `next` waits for one more event, or returns null at the end of the watch. */
function openWatch(
  path: string,
  accept = 'application/json',
): Promise<{ next(): Promise<WatchEvent | null>; error(): Error | null }> {
  return new Promise((resolve, reject) => {
    let failed: Error | null = null;
    const sent = request(
      `${cluster.server}${path}`,
      {
        headers: { accept, authorization: `Bearer ${cluster.token}` },
        ca: Buffer.from(cluster.caData, 'base64'),
        agent: false,
      },
      (response) => {
        response.on('error', (error) => {
          failed = error;
        });
        const lines = createInterface(response)[Symbol.asyncIterator]();
        resolve({
          error: () => failed,
          async next() {
            const line = await lines.next().catch(() => ({ done: true, value: '' }));
            return line.done ? null : (JSON.parse(line.value) as WatchEvent);
          },
        });
      },
    );
    sent.on('error', reject);
    sent.end();
  });
}

const addPod = (name: string, labels: Record<string, string> = {}) =>
  cluster.store.create('pods', {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace: 'default', labels },
    spec: { containers: [] },
  });
const summary = (event: WatchEvent | null) => `${event?.type} ${event?.object.metadata?.name}`;
const pods = '/api/v1/namespaces/default/pods?watch=true';

describe('a watch', () => {
  test('without a position begins with everything that is there', async () => {
    cluster = await startTestCluster();
    addPod('old');
    const watch = await openWatch(pods);
    addPod('new');
    expect([summary(await watch.next()), summary(await watch.next())]).toEqual(['ADDED old', 'ADDED new']);
  });

  test('replays what happened since its position', async () => {
    cluster = await startTestCluster();
    const { metadata } = addPod('a');
    addPod('b');
    cluster.store.remove('pods', 'default', 'a');
    const watch = await openWatch(`${pods}&resourceVersion=${metadata.resourceVersion}`);
    expect([summary(await watch.next()), summary(await watch.next())]).toEqual(['ADDED b', 'DELETED a']);
  });

  test('sees an object that leaves its selector as deleted, as it was', async () => {
    cluster = await startTestCluster();
    addPod('a', { watched: 'yes' });
    const watch = await openWatch(`${pods}&labelSelector=watched%3Dyes`);
    expect(summary(await watch.next())).toBe('ADDED a');
    cluster.store.update('pods', 'default', 'a', (pod) => {
      pod.metadata.labels = { watched: 'no' };
    });
    const event = await watch.next();
    expect(summary(event)).toBe('DELETED a');
    expect(event?.object.metadata.labels).toEqual({ watched: 'yes' });
  });

  test('from a forgotten position gets 410 Expired as its only event', async () => {
    cluster = await startTestCluster();
    const { metadata } = addPod('a');
    for (let n = 0; n < 7000; n++)
      cluster.store.update('pods', 'default', 'a', (pod) => {
        pod.metadata.annotations = { n: String(n) };
      });
    const watch = await openWatch(`${pods}&resourceVersion=${metadata.resourceVersion}`);
    const event = await watch.next();
    expect(event).toMatchObject({ type: 'ERROR', object: { kind: 'Status', code: 410, reason: 'Expired' } });
    expect(event?.object.message).toMatch(/^too old resource version: \d+ \(\d+\)$/);
    expect(await watch.next()).toBeNull();
  });

  test('that allows bookmarks gets one every minute', async () => {
    const clock = createSteppedClock(Date.now());
    cluster = await startTestCluster({ clock });
    const watch = await openWatch(`${pods}&allowWatchBookmarks=true&resourceVersion=1`);
    await clock.advance(59_000);
    addPod('first');
    await clock.advance(1_000);
    expect(summary(await watch.next())).toBe('ADDED first');
    const bookmark = await watch.next();
    expect(bookmark?.type).toBe('BOOKMARK');
    expect(Number(bookmark?.object.metadata.resourceVersion)).toBeGreaterThan(1);
  });

  test('ends after its timeoutSeconds', async () => {
    const clock = createSteppedClock(Date.now());
    cluster = await startTestCluster({ clock });
    const watch = await openWatch(`${pods}&timeoutSeconds=5`);
    await clock.advance(5_000);
    expect(await watch.next()).toBeNull();
    expect(watch.error()).toBeNull();
  });

  test('can stream the list first, ended by a marked bookmark', async () => {
    cluster = await startTestCluster();
    addPod('old');
    const watch = await openWatch(
      `${pods}&sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true`,
    );
    expect(summary(await watch.next())).toBe('ADDED old');
    const end = await watch.next();
    expect(end?.object.metadata.annotations).toEqual({ 'k8s.io/initial-events-end': 'true' });
  });

  test('as tables shows one row for each event', async () => {
    cluster = await startTestCluster();
    const { metadata } = addPod('a');
    const position = Number(metadata.resourceVersion) - 1;
    const watch = await openWatch(
      `${pods}&resourceVersion=${position}`,
      'application/json;as=Table;v=v1;g=meta.k8s.io',
    );
    const event = await watch.next();
    expect(event?.object.rows[0].cells.slice(0, 3)).toEqual(['a', '0/0', '']);
  });
});

describe('a flaky API server', () => {
  test('fails every nth request with 500 and 503 in turn', async () => {
    cluster = await startTestCluster({ faults: { flakyApiServer: { failEvery: 3, watchDropsAfterMs: 1000 } } });
    const codes: number[] = [];
    for (let n = 0; n < 6; n++) codes.push((await sendRequest(cluster, 'GET', '/api/v1/nodes')).code);
    expect(codes).toEqual([200, 200, 500, 200, 200, 503]);
    expect((await sendRequest(cluster, 'GET', '/version')).code).toBe(200);
    expect(cluster.clusters.requestsOf(clusterId).map(({ code }) => code)).toEqual([...codes, 200]);
  });

  test('drops watches in the middle', async () => {
    const clock = createSteppedClock(Date.now());
    const faults = { flakyApiServer: { failEvery: 100, watchDropsAfterMs: 300 } };
    cluster = await startTestCluster({ clock, faults });
    const watch = await openWatch(pods);
    await clock.advance(300);
    expect(await watch.next()).toBeNull();
    expect(watch.error()?.message).toBe('aborted');
  });
});
