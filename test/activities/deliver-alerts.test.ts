import { afterEach, describe, expect, test } from '@jest/globals';
import { deliverAlerts, withinWorkingTime } from '../../shared/activities/deliver-alerts.ts';
import { createAlertSinks } from '../../shared/alerting/http-alert-sinks.ts';
import type { AlertMessage } from '../../shared/alerts/alert-message.ts';
import type { Delivery } from '../../shared/alerts/delivery.ts';
import { workingTimeMs } from '../../shared/plain/function-time.ts';
import type { AlertStates } from '../../shared/ports/alert-states.ts';
import type { SinkSettings } from '../../shared/settings/sink-settings.ts';
import { createAlertStates } from '../../shared/storage/tables-alert-states.ts';
import { type ScriptedAnswer, type ScriptedArm, startScriptedArm } from '../support/azure/start-scripted-arm.ts';
import { hangMs } from '../support/eventually.ts';
import { sampleAlert } from '../support/samples/sample-alert.ts';
import { openMemory } from '../support/storage/open-memory.ts';

/** The queue is a real table and the sink is a real HTTPS server; the time is a parameter. */
let server: ScriptedArm | undefined;
afterEach(async () => {
  await server?.stop();
  server = undefined;
});

const start = Date.parse('2026-11-20T10:00:00.000Z');
const at = (ms: number) => new Date(start + ms).toISOString();
const secret = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

interface Bench {
  states: AlertStates;
  /** The alert ids of each request that the sinks received. */
  got(): { path: string; ids: string[] }[];
  enqueue(sink: string, alert: AlertMessage, change?: Partial<Delivery>): Promise<void>;
  deliver(atMs: number, mayGoOn?: () => boolean): ReturnType<typeof deliverAlerts>;
  /** Everything that is still due at any time, without dead letters. */
  waiting(): Promise<Delivery[]>;
}

/** Creates the sinks `ops` and `audit`, both webhooks on one server that answers by its script. */
async function set(...script: (ScriptedAnswer | 'reset' | 'silence')[]): Promise<Bench> {
  const receiver = await startScriptedArm(script);
  server = receiver;
  const states = createAlertStates(openMemory().access);
  const sink = (name: string): SinkSettings => ({
    name,
    kind: 'webhook',
    minimumSeverity: 'info',
    url: `${receiver.access.endpoint}/${name}`,
    secret,
  });
  const sinks = createAlertSinks({
    sinks: [sink('ops'), sink('audit')],
    credential: receiver.access.credential,
    now: () => start,
    timeoutMs: hangMs,
  });
  return {
    states,
    got: () =>
      receiver.requests.map(({ path, body }) => ({
        path,
        ids: (JSON.parse(body) as { data: { alerts: AlertMessage[] } }).data.alerts.map(({ id }) => id),
      })),
    enqueue: (sinkName, alert, change = {}) =>
      states.enqueueDelivery({
        id: `${alert.id}-${sinkName}`,
        sink: sinkName,
        alert: { ...alert },
        attempts: 0,
        nextAttemptAt: at(0),
        lastError: null,
        dead: false,
        ...change,
      }),
    deliver: (atMs, mayGoOn) => deliverAlerts({ alertStates: states, sinks }, at(atMs), mayGoOn),
    waiting: () => states.listDueDeliveries('9999-12-31T00:00:00.000Z', 100),
  };
}

const other = (name: string) => ({ clusterName: name, clusterId: sampleAlert('x').clusterId.replace('demo', name) });
const good = { status: 204 };
const bad = { status: 500 };

describe('what is due', () => {
  test('is delivered once, and no more waiting', async () => {
    const { enqueue, deliver, got, waiting } = await set(good);
    await enqueue('ops', sampleAlert('a'));
    expect(await deliver(0)).toMatchObject({ delivered: 1, failed: 0, dead: 0, more: false });
    expect(await deliver(hourMs)).toMatchObject({ delivered: 0, failed: 0, dead: 0, more: false });
    expect(got()).toEqual([{ path: '/ops', ids: ['a'] }]);
    expect(await waiting()).toEqual([]);
  });

  test('is kept as sent, and is not sent again when it is queued once more', async () => {
    const { enqueue, deliver, got, states } = await set(good);
    await enqueue('ops', sampleAlert('a'));
    await deliver(minuteMs);
    expect(await states.readDelivery('a-ops')).toMatchObject({ sentAt: at(minuteMs), attempts: 0, dead: false });
    await enqueue('ops', sampleAlert('a'));
    await deliver(hourMs);
    expect(got()).toHaveLength(1);
  });

  test('waits for its moment', async () => {
    const { enqueue, deliver, got } = await set(good);
    await enqueue('ops', sampleAlert('a'), { nextAttemptAt: at(1) });
    expect(await deliver(0)).toMatchObject({ delivered: 0, failed: 0 });
    expect(got()).toEqual([]);
  });

  test('stays due where the working time is over, for the next call', async () => {
    const { enqueue, deliver, got, waiting } = await set(good, good, good);
    let nowMs = 0;
    const mayGoOn = withinWorkingTime(() => nowMs);
    for (const name of ['first', 'second', 'third']) await enqueue('ops', sampleAlert(name, other(name)));
    const late = () => {
      nowMs = got().length * (workingTimeMs / 2);
      return mayGoOn();
    };
    expect(await deliver(0, late)).toMatchObject({ delivered: 2, failed: 0, more: true });
    expect((await waiting()).map(({ attempts, nextAttemptAt }) => [attempts, nextAttemptAt])).toEqual([[0, at(0)]]);
    expect(
      await deliver(
        0,
        withinWorkingTime(() => nowMs),
      ),
    ).toMatchObject({ delivered: 1, more: false });
    expect(got()).toHaveLength(3);
  });

  test('of one cluster is one message a sink, the oldest first; of another cluster another', async () => {
    const { enqueue, deliver, got } = await set(good, good, good);
    await enqueue('ops', sampleAlert('b', { poolName: 'b', at: at(2) }));
    await enqueue(
      'ops',
      sampleAlert('a', { poolName: 'a', at: at(1), clusterId: sampleAlert('x').clusterId.toUpperCase() }),
    );
    await enqueue('ops', sampleAlert('c', other('second')));
    await enqueue('audit', sampleAlert('a', { at: at(1) }));
    expect(await deliver(0)).toMatchObject({ delivered: 4, failed: 0 });
    expect(got()).toHaveLength(3);
    expect(got()).toEqual(
      expect.arrayContaining([
        { path: '/ops', ids: ['a', 'b'] },
        { path: '/ops', ids: ['c'] },
        { path: '/audit', ids: ['a'] },
      ]),
    );
  });

  test('takes along what still waits of its cluster, so that resolved never overtakes the trouble', async () => {
    const { enqueue, deliver, got, waiting } = await set(bad, good);
    await enqueue('ops', sampleAlert('trouble', { at: at(0) }), { attempts: 7 });
    await deliver(0);
    await enqueue('ops', sampleAlert('over', { kind: 'resolved', at: at(minuteMs) }), { nextAttemptAt: at(minuteMs) });
    expect(await deliver(minuteMs)).toMatchObject({ delivered: 2 });
    expect(got()[1]?.ids).toEqual(['trouble', 'over']);
    expect(await waiting()).toEqual([]);
  });

  test('is at most ten alerts a message', async () => {
    const { enqueue, deliver, got } = await set(good, good);
    for (let index = 0; index < 11; index++) await enqueue('ops', sampleAlert(`a${10 + index}`, { at: at(index) }));
    expect(await deliver(0)).toMatchObject({ delivered: 11 });
    expect(got().map(({ ids }) => ids.length)).toEqual([10, 1]);
  });

  test('beyond twenty messages a sink is left for another call', async () => {
    const { enqueue, deliver } = await set(...Array.from({ length: 22 }, () => good));
    for (let index = 0; index < 22; index++) await enqueue('ops', sampleAlert(`a${index}`, other(`c${index}`)));
    expect(await deliver(0)).toMatchObject({ delivered: 20, more: true });
    expect(await deliver(0)).toMatchObject({ delivered: 2, more: false });
  });
});

describe('several hosts that deliver at once', () => {
  test('send every alert once', async () => {
    const { enqueue, deliver, got, waiting } = await set(...Array.from({ length: 20 }, () => good));
    for (let index = 0; index < 6; index++) await enqueue('ops', sampleAlert(`a${index}`, other(`c${index % 3}`)));
    const reports = await Promise.all([deliver(0), deliver(0), deliver(0)]);
    expect(reports.reduce((total, { delivered }) => total + delivered, 0)).toBe(6);
    expect(
      got()
        .flatMap(({ ids }) => ids)
        .sort(),
    ).toEqual(['a0', 'a1', 'a2', 'a3', 'a4', 'a5']);
    expect(await waiting()).toEqual([]);
  });

  test('leave alone what one of them is sending, until it has had ten minutes', async () => {
    const { enqueue, deliver, got, states } = await set(good, good);
    await enqueue('ops', sampleAlert('died', { at: at(1) }));
    const [listed] = await states.listDueDeliveries(at(0), 1);
    if (listed) await states.claimDelivery(listed, at(10 * minuteMs));
    await enqueue('ops', sampleAlert('new', { at: at(2) }));
    expect(await deliver(10 * minuteMs - 1)).toMatchObject({ delivered: 1 });
    expect(await deliver(10 * minuteMs)).toMatchObject({ delivered: 1 });
    expect(got().map(({ ids }) => ids)).toEqual([['new'], ['died']]);
  });
});

describe('a delivery that failed', () => {
  test('is tried after half a minute, twice as long each time up to two hours, and is a dead letter after 24 tries', async () => {
    const { enqueue, deliver, got, waiting } = await set(...Array.from({ length: 24 }, () => bad));
    await enqueue('ops', sampleAlert('a'));
    const delays: number[] = [];
    let now = 0;
    for (let attempt = 1; attempt < 24; attempt++) {
      expect(await deliver(now)).toMatchObject({ delivered: 0, failed: 1, dead: 0, more: false });
      const [left] = await waiting();
      expect(left).toMatchObject({ attempts: attempt, lastError: 'ServerFailed: The alert sink ops answered 500.' });
      const next = Date.parse(left?.nextAttemptAt ?? '') - start;
      delays.push((next - now) / 1000);
      expect((await deliver(next - 1)).failed).toBe(0);
      now = next;
    }
    expect(delays.slice(0, 9)).toEqual([30, 60, 120, 240, 480, 960, 1920, 3840, 7200]);
    expect(new Set(delays.slice(9))).toEqual(new Set([7200]));
    expect(await deliver(now)).toMatchObject({ delivered: 0, failed: 1, dead: 1, more: false });
    expect(now / hourMs).toBeCloseTo(32.1, 1);
    expect(await waiting()).toEqual([]);
    expect(got()).toHaveLength(24);
  });

  test('waits as long as the sink asks, though no longer than a day', async () => {
    const asked = (seconds: number) => ({ status: 429, headers: { 'Retry-After': String(seconds) } });
    const { enqueue, deliver, waiting } = await set(asked(300), asked(999_999_999), good);
    await enqueue('ops', sampleAlert('a'));
    await deliver(0);
    expect(await waiting()).toMatchObject([{ nextAttemptAt: at(300_000) }]);
    await deliver(300_000);
    expect(await waiting()).toMatchObject([{ nextAttemptAt: at(300_000 + 24 * hourMs) }]);
    expect(await deliver(300_000 + 24 * hourMs)).toMatchObject({ delivered: 1 });
  });

  test('keeps the others of its sink from being tried, whose tries it does not use up; no other sink waits', async () => {
    const { enqueue, deliver, got, waiting } = await set(bad, good, good);
    await enqueue('ops', sampleAlert('a', other('first')));
    await enqueue('ops', sampleAlert('b', other('second')), { nextAttemptAt: at(1) });
    expect(await deliver(1)).toMatchObject({ delivered: 0, failed: 2, dead: 0 });
    expect(await waiting()).toMatchObject([
      { id: 'a-ops', attempts: 1, nextAttemptAt: at(30_001) },
      { id: 'b-ops', attempts: 0, nextAttemptAt: at(30_001) },
    ]);
    await enqueue('audit', sampleAlert('a', other('first')), { nextAttemptAt: at(1) });
    expect(await deliver(2)).toMatchObject({ delivered: 1 });
    expect(got().map(({ path }) => path)).toEqual(['/ops', '/audit']);
  });

  test('uses up no try of what only rode along', async () => {
    const { enqueue, deliver, waiting } = await set(bad);
    await enqueue('ops', sampleAlert('old', { at: at(0) }), { attempts: 9, nextAttemptAt: at(2 * hourMs) });
    await enqueue('ops', sampleAlert('new', { at: at(minuteMs) }), { nextAttemptAt: at(minuteMs) });
    expect(await deliver(minuteMs)).toMatchObject({ failed: 1 });
    expect(await waiting()).toMatchObject([
      { id: 'new-ops', attempts: 1 },
      { id: 'old-ops', attempts: 9, nextAttemptAt: at(2 * hourMs) },
    ]);
  });

  test('for good is a dead letter at once, which is kept', async () => {
    const { enqueue, deliver, got, waiting, states } = await set({ status: 400 });
    await enqueue('ops', sampleAlert('a'));
    expect(await deliver(0)).toMatchObject({ delivered: 0, failed: 1, dead: 1, more: false });
    expect(await waiting()).toEqual([]);
    await states.enqueueDelivery({ ...sampleOf('a'), attempts: 0 });
    expect(await deliver(99 * hourMs)).toMatchObject({ delivered: 0, failed: 0 });
    expect(got()).toHaveLength(1);
  });

  test('for good is sent after all when it is replayed, and counts its tries anew', async () => {
    const { enqueue, deliver, got, states } = await set({ status: 400 }, bad, good);
    await enqueue('ops', sampleAlert('a'));
    await deliver(0);
    expect(await states.readDelivery('a-ops')).toMatchObject({ dead: true, diedAt: at(0), attempts: 1 });
    await states.replayDelivery('a-ops', at(hourMs));
    expect(await deliver(hourMs)).toMatchObject({ failed: 1, dead: 0 });
    expect(await states.readDelivery('a-ops')).toMatchObject({ dead: false, attempts: 1 });
    expect(await deliver(hourMs + 30_000)).toMatchObject({ delivered: 1 });
    expect(got()).toHaveLength(3);
  });

  test('for good as one of several takes none of the others with it', async () => {
    const { enqueue, deliver, got } = await set({ status: 413 }, { status: 413 }, good);
    await enqueue('ops', sampleAlert('a', { at: at(1) }));
    await enqueue('ops', sampleAlert('b', { at: at(2) }));
    expect(await deliver(0)).toMatchObject({ delivered: 1, failed: 1, dead: 1, more: false });
    expect(got().map(({ ids }) => ids)).toEqual([['a', 'b'], ['a'], ['b']]);
  });

  test('since its sink was taken from the settings is a dead letter that says so', async () => {
    const { enqueue, deliver } = await set(good);
    await enqueue('pager', sampleAlert('a'));
    await enqueue('ops', sampleAlert('a'));
    expect(await deliver(0)).toMatchObject({ delivered: 1, failed: 1, dead: 1, more: false });
  });

  test('since nobody can read it stops no other', async () => {
    const { enqueue, deliver, states } = await set(good);
    await states.enqueueDelivery({ ...sampleOf('old'), alert: { title: 'of another version' } });
    await enqueue('ops', sampleAlert('a'));
    expect(await deliver(0)).toEqual({
      ...{ delivered: 1, failed: 1, dead: 1, more: false },
      sinks: [{ sink: 'ops', delivered: 1, failed: 1, dead: 1 }],
    });
  });
});

function sampleOf(id: string): Delivery {
  const alert = { ...sampleAlert(id) };
  return { id: `${id}-ops`, sink: 'ops', alert, attempts: 0, nextAttemptAt: at(0), lastError: null, dead: false };
}
