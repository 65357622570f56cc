import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { type Answer, ask, type ConformanceTarget } from '../../../support/functions-host/conformance-target.ts';
import type { ConformanceCase } from './conformance-case.ts';

interface Delivery {
  name: string;
  functionName?: string;
  method?: string;
  type?: string;
  headers?: Record<string, string>;
  body?: unknown;
}

interface RecordedDelivery {
  name: string;
  status: number;
  body: string;
  headers: Record<string, string>;
  /** The texts that the function received. */
  events: string[];
}

const read = <T>(path: string): T => JSON.parse(readFileSync(new URL(path, import.meta.url), 'utf8')) as T;
const deliveries = read<Delivery[]>('../event-grid.json');
const recorded = new Map(read<RecordedDelivery[]>('../recorded/event-grid.json').map((each) => [each.name, each]));
const { datesInEvents } = read<{ datesInEvents: Record<string, string> }>('../recorded/facts.json');

function deliver(target: ConformanceTarget, delivery: Delivery): Promise<Answer> {
  const query = delivery.functionName === undefined ? '' : `?functionName=${delivery.functionName}`;
  return ask(target, `/runtime/webhooks/EventGrid${query}`, {
    method: delivery.method ?? 'POST',
    body: delivery.body,
    headers: { ...(delivery.type === undefined ? {} : { 'aeg-event-type': delivery.type }), ...delivery.headers },
  });
}

interface Received {
  event: Record<string, unknown>;
  type: string;
}

async function received(target: ConformanceTarget, id: string): Promise<Received> {
  const answer = await ask(target, `/api/received/${id}`);
  assert.equal(answer.status, 200, `event ${id} did not reach the function`);
  return answer.json() as Received;
}

/**
 * Each delivery gets the answer of Azure's own extension, and its events reach the function in the same form
 * (recorded/event-grid.json).
 */
const recordedCases: ConformanceCase[] = deliveries.map((delivery) => {
  const expected = recorded.get(delivery.name);
  assert.ok(expected, `nothing is recorded of '${delivery.name}'`);
  return {
    name: `event grid: ${delivery.name} is answered ${expected.status}`,
    async run(target) {
      const answer = await deliver(target, delivery);
      assert.equal(answer.status, expected.status, answer.text);
      // The host adds `Functions.` to a function's name; the recording was made without that host.
      if (expected.status === 500) assert.match(answer.text, /^Exception while executing function: /);
      else assert.equal(answer.text, expected.body);
      for (const [name, value] of Object.entries(expected.headers)) assert.equal(answer.headers.get(name), value);
      for (const text of expected.events) {
        const event = JSON.parse(text) as { id: string };
        assert.deepEqual(await received(target, event.id), { ...(await received(target, event.id)), event });
      }
    },
  };
});

const further: ConformanceCase[] = [
  {
    name: 'event grid: the function is given an object, not a text',
    async run(target) {
      const event = { id: 'as-object', eventType: 't', data: { a: 1 } };
      await deliver(target, { name: '', functionName: 'onConformanceEvent', type: 'Notification', body: [event] });
      assert.equal((await received(target, 'as-object')).type, 'object');
    },
  },
  {
    name: 'event grid: dates anywhere in an event are written anew, in UTC',
    async run(target) {
      const dates = Object.keys(datesInEvents);
      const event = { id: 'dates', eventType: 't', eventTime: dates[0], data: { dates } };
      await deliver(target, { name: '', functionName: 'onConformanceEvent', type: 'Notification', body: [event] });
      const { data } = (await received(target, 'dates')).event as { data: { dates: string[] } };
      assert.deepEqual(Object.fromEntries(dates.map((date, i) => [date, data.dates[i]])), datesInEvents);
    },
  },
];

export const eventGridCases: ConformanceCase[] = [...recordedCases, ...further];
