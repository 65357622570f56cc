import { beforeEach, describe, expect, test } from '@jest/globals';
import type { QueueSettings } from '../../../emulator/functions-host/app/queue-settings.ts';
import { queueSettings } from '../../../emulator/functions-host/app/queue-settings.ts';
import { createBackOff } from '../../../emulator/functions-host/queues/back-off.ts';
import type { MessageQueue, ReceivedMessage } from '../../../emulator/functions-host/queues/message-queue.ts';
import { pollQueue } from '../../../emulator/functions-host/queues/poll-queue.ts';
import { findQueueFunctions } from '../../../emulator/functions-host/queues/queue-functions.ts';
import { createSteppedClock, type SteppedClock } from '../../../emulator/seams/clock.ts';

const minuteMs = 60_000;
let clock: SteppedClock;
beforeEach(() => {
  clock = createSteppedClock(0);
});

/** Lets promises settle, so that what waits for the clock does so, and moves the clock. */
async function pass(ms: number): Promise<void> {
  await new Promise(setImmediate);
  await clock.advance(ms);
}

/** A queue by the rules of the service: what is received is hidden for a time, and counts how often that was. */
function createQueue(name: string) {
  const held = new Map<string, ReceivedMessage & { visibleMs: number }>();
  let isThere = true;
  const asked: number[] = [];
  const queue: MessageQueue & { texts(): string[]; asked: number[]; vanish(): void } = {
    name,
    asked,
    texts: () => [...held.values()].map(({ body }) => body),
    vanish: () => {
      isThere = false;
    },
    exists: async () => {
      asked.push(clock.now());
      return isThere;
    },
    async receive(count, hiddenMs) {
      asked.push(clock.now());
      const visible = [...held.values()].filter(({ visibleMs }) => visibleMs <= clock.now()).slice(0, count);
      for (const message of visible) {
        message.dequeueCount++;
        message.visibleMs = clock.now() + hiddenMs;
      }
      return visible.map((message) => ({ ...message }));
    },
    async hide({ id }, hiddenMs) {
      const message = held.get(id);
      if (message) message.visibleMs = clock.now() + hiddenMs;
    },
    remove: async ({ id }) => void held.delete(id),
    async add(body) {
      const id = `m${held.size}`;
      const at = new Date(clock.now());
      const times = { insertedOn: at, expiresOn: at, nextVisibleOn: at };
      held.set(id, { id, body, dequeueCount: 0, popReceipt: '', visibleMs: clock.now(), ...times });
    },
  };
  return queue;
}

const settingsOf = (changes: object): QueueSettings => queueSettings.parse({ messageEncoding: 'none', ...changes });

function listen(changes: object, invoke: (text: string) => Promise<void>) {
  const [queue, poison] = [createQueue('q'), createQueue('q-poison')];
  const work = { queue, poison, settings: settingsOf(changes), clock, log: () => {} };
  const { stop } = pollQueue({ ...work, invoke: ({ trigger }) => invoke(trigger.string ?? '') }, () => 0.5);
  return { queue, poison, stop };
}

describe('a message that fails', () => {
  test('is tried again after the time that host.json says, and moved away after the last try', async () => {
    const triesMs: number[] = [];
    const { queue, poison, stop } = listen({ visibilityTimeout: '00:05:00', maxDequeueCount: 3 }, async () => {
      triesMs.push(clock.now());
      throw new Error('no');
    });
    await queue.add('a');
    await pass(9 * minuteMs);
    expect([triesMs.length, queue.texts(), poison.texts()]).toEqual([2, ['a'], []]);
    await pass(5 * minuteMs);
    expect([queue.texts(), poison.texts()]).toEqual([[], ['a']]);
    expect(triesMs.slice(1).map((at, index) => at - (triesMs[index] ?? 0) >= 5 * minuteMs)).toEqual([true, true]);
    stop();
  });
});

test('an invocation that takes longer than a message is hidden keeps the message to itself', async () => {
  let runs = 0;
  let end = () => {};
  const { queue, stop } = listen({}, () => {
    runs++;
    return new Promise((resolve) => {
      end = resolve;
    });
  });
  await queue.add('long');
  await pass(45 * minuteMs);
  expect([runs, queue.texts()]).toEqual([1, ['long']]);
  end();
  await pass(minuteMs);
  expect(queue.texts()).toEqual([]);
  stop();
});

test('no more run together than a batch and what may be left of the last one', async () => {
  let running = 0;
  let most = 0;
  const { queue, stop } = listen({ batchSize: 4, newBatchThreshold: 1 }, async () => {
    most = Math.max(most, ++running);
    await new Promise<void>((resolve) => clock.after(1000, resolve));
    running--;
  });
  for (let number = 0; number < 12; number++) await queue.add(`${number}`);
  await pass(minuteMs);
  expect(queue.texts()).toEqual([]);
  expect([most > 1, most <= 5]).toEqual([true, true]);
  stop();
});

test('a queue that is not there is asked for again, ever more seldom', async () => {
  const { queue, stop } = listen({ maxPollingInterval: '00:00:10' }, async () => {});
  queue.vanish();
  await pass(5 * minuteMs);
  const waits = queue.asked.slice(1).map((at, index) => at - (queue.asked[index] ?? 0));
  expect(waits.at(-1)).toBe(10_000);
  expect(Math.max(...waits)).toBe(10_000);
  const before = queue.asked.length;
  stop();
  await pass(minuteMs);
  expect(queue.asked.length).toBe(before);
});

test('waits between polls double from a tenth of a second, by a fifth more or less, and begin anew after a message', () => {
  const nextMs = createBackOff(1000, () => 0.5);
  expect(Array.from({ length: 7 }, () => nextMs(false))).toEqual([100, 200, 300, 500, 900, 1000, 1000]);
  expect([nextMs(true), nextMs(false)]).toEqual([100, 200]);
  const spread = [0, 1].map((random) => {
    const next = createBackOff(60_000, () => random);
    return [next(true), next(false)][1];
  });
  expect(spread).toEqual([180, 220]);
});

describe('the connection of a trigger', () => {
  const connectionOf = (connection: string | undefined, environment: Record<string, string>) => {
    const options = { type: 'queueTrigger', direction: 'in' as const, queueName: '%NAME%', connection };
    const trigger = { bindingName: 'b', type: 'queueTrigger', options };
    const target = { name: 'f', metadata: { name: 'f', bindings: {} }, callback: () => {}, trigger };
    const functions = [{ ...target, durableClientBindings: [] }];
    return findQueueFunctions(functions, { NAME: 'q', ...environment })[0];
  };

  test('is the setting of that name, with or without a prefix, or that of the host', () => {
    const host = { AzureWebJobsStorage: 'one', AzureWebJobsOther: 'two', Third: 'three' };
    const found = [undefined, 'AzureWebJobsStorage', 'Storage', 'Other', 'Third'].map((each) =>
      connectionOf(each, host),
    );
    expect(found.map((each) => each?.connection)).toEqual(
      ['one', 'one', 'one', 'two', 'three'].map((value) => ({ kind: 'string', value })),
    );
    expect(found[0]?.queueName).toBe('q');
  });

  test('says why there is none', () => {
    expect(connectionOf('Other', {})?.connection).toMatchObject({
      why: expect.stringContaining("'AzureWebJobsOther'"),
    });
    expect(connectionOf('Other', { Other__queueServiceUri: 'https://x' })?.connection).toMatchObject({
      why: expect.stringContaining('by identity'),
    });
  });
});

test.each([
  [{ batchSize: 33 }],
  [{ maxDequeueCount: 0 }],
  [{ maxPollingInterval: '00:00:00.05' }],
  [{ visibilityTimeout: 'soon' }],
  [{ messageEncoding: 'utf8' }],
])('%j is refused, as the extension refuses it', (settings) => {
  expect(queueSettings.safeParse(settings).success).toBe(false);
});
