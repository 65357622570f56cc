import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { eventually } from '../../support/eventually.ts';
import { createStateFolder, type HostProcess, startHostProcess } from './host-process.ts';

const state = createStateFolder();
let host: HostProcess;
let startedMs: number;
beforeAll(async () => {
  startedMs = Date.now();
  host = await startHostProcess({ state: state.path });
});
afterAll(async () => {
  await host.end('SIGKILL');
  state.remove();
});

type Seen = { kind: string; event?: { id: string }; data?: unknown; timer?: Record<string, unknown> };
const seen = async () => (await (await host.request('/api/seen')).json()) as Seen[];
const deliver = (body: unknown, type = 'Notification', name = 'onEvent') =>
  host.request(`/runtime/webhooks/EventGrid?functionName=${name}`, {
    method: 'POST',
    headers: { 'aeg-event-type': type, 'content-type': 'application/json' },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
const event = (id: string, subject = 'ok') => ({ id, subject, eventType: 'T', dataVersion: '1', data: { n: id } });
/** Waits for what a timer function received, because it runs concurrently with the request that fired it. */
const timerOf = (kind: string) =>
  eventually(`the ${kind}`, async () => (await seen()).find((each) => each.kind === kind)?.timer);
const seenIds = async () => (await seen()).flatMap((each) => (each.event ? [each.event.id] : []));

describe('the Event Grid webhook', () => {
  test('proves ownership of the endpoint', async () => {
    const response = await deliver([{ id: '1', data: { validationCode: 'abc' } }], 'SubscriptionValidation');
    expect([response.status, await response.json()]).toEqual([200, { validationResponse: 'abc' }]);
  });

  test('answers the handshake of CloudEvents', async () => {
    const response = await host.request('/runtime/webhooks/EventGrid?functionName=onEvent', {
      method: 'OPTIONS',
      headers: { 'WebHook-Request-Origin': 'eventgrid.azure.net' },
    });
    expect([response.status, response.headers.get('webhook-allowed-origin')]).toEqual([200, 'eventgrid.azure.net']);
  });

  test('gives each event of a batch to the function, as it was sent, with its data as metadata', async () => {
    expect((await deliver([event('b1'), event('b2')])).status).toBe(202);
    const found = (await seen()).find((each) => each.event?.id === 'b1');
    expect(found).toEqual({ kind: 'event', event: event('b1'), data: { n: 'b1' } });
    expect(await seenIds()).toContain('b2');
  });

  test('takes a CloudEvent alone', async () => {
    const cloudEvent = { specversion: '1.0', id: 'c1', source: '/s', type: 't', data: { x: 1 } };
    expect((await deliver(cloudEvent)).status).toBe(202);
    expect((await seen()).find((each) => each.event?.id === 'c1')?.event).toEqual(cloudEvent);
  });

  test('answers 500 when one event of a batch failed, the others being handled', async () => {
    expect((await deliver([event('f1'), event('f2', 'fail'), event('f3')])).status).toBe(500);
    expect(await seenIds()).toEqual(expect.arrayContaining(['f1', 'f3']));
    expect(await seenIds()).not.toContain('f2');
  });

  test('answers 404 for an unknown function', async () => {
    const response = await deliver([event('x')], 'Notification', 'nobody');
    expect(response.status).toBe(404);
    expect(await response.text()).toBe("cannot find function: 'nobody'");
  });

  test('refuses what is no event, and what says nothing of its kind', async () => {
    expect((await deliver('{')).status).toBe(400);
    expect((await deliver('[1]')).status).toBe(400);
    expect((await deliver([event('y')], 'SomethingElse')).status).toBe(400);
    expect((await deliver([{ id: '1' }], 'SubscriptionValidation')).status).toBe(400);
    expect((await deliver([], 'Unsubscribe')).status).toBe(202);
  });
});

describe('timer functions', () => {
  test('run when the admin API says so, and tell their schedule', async () => {
    const response = await host.request('/admin/functions/never', { method: 'POST', body: '{"input":""}' });
    expect(response.status).toBe(202);
    expect(await timerOf('timer')).toMatchObject({ schedule: { adjustForDST: true }, isPastDue: false });
  });

  test('run at start when they ask for it, and know when they run next', async () => {
    const { scheduleStatus } = await timerOf('startup');
    const firedMs = Date.parse((scheduleStatus as { next: string }).next) - 24 * 3_600_000;
    expect(firedMs).toBeGreaterThanOrEqual(startedMs);
    expect(firedMs).toBeLessThanOrEqual(Date.now());
  });
});
