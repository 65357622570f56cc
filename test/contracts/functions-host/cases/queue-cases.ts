import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { type QueueClient, QueueServiceClient } from '@azure/storage-queue';
import { eventually } from '../../../support/eventually.ts';
import { ask, type ConformanceTarget } from '../../../support/functions-host/conformance-target.ts';
import type { ConformanceCase } from './conformance-case.ts';

/** The names in app/queues.js, whose host.json encodes messages in base64 and gives each of them two tries. */
const queueName = 'conformance-messages';
const tries = 2;

interface Seen {
  message: unknown;
  type: string;
  metadata: Record<string, unknown>;
}

const open = (target: ConformanceTarget, name: string): QueueClient =>
  QueueServiceClient.fromConnectionString(target.storageConnection ?? '').getQueueClient(name);

async function send(target: ConformanceTarget, text: string): Promise<string> {
  const queue = open(target, queueName);
  await queue.createIfNotExists();
  return (await queue.sendMessage(text)).messageId;
}

const base64 = (text: string): string => Buffer.from(text, 'utf8').toString('base64');

const seenAs = async (target: ConformanceTarget, id: string): Promise<Seen[]> => {
  const all = (await ask(target, '/api/seenMessages')).json() as Seen[];
  return all.filter(({ metadata }) => metadata['id'] === id);
};

const firstSeenAs = (target: ConformanceTarget, id: string): Promise<Seen> =>
  eventually(`message ${id}`, async () => (await seenAs(target, id))[0]);

/** The text of the message in the poison queue that has this in it, once it is there. */
const poisoned = (target: ConformanceTarget, mark: string): Promise<string> =>
  eventually(`${mark} in the poison queue`, async () => {
    const poison = open(target, `${queueName}-poison`);
    if (!(await poison.exists())) return undefined;
    const { peekedMessageItems } = await poison.peekMessages({ numberOfMessages: 32 });
    return peekedMessageItems.map(({ messageText }) => messageText).find((text) => text.includes(mark));
  });

export const queueCases: ConformanceCase[] = [
  {
    name: 'queues: a message of JSON reaches the function as an object, with what the service says of it',
    needs: 'queues',
    async run(target) {
      const id = await send(target, base64('{"a":{"b":"ü"}}'));
      const { message, metadata } = await firstSeenAs(target, id);
      assert.deepEqual(message, { a: { b: 'ü' } });
      assert.equal(Number(metadata['dequeueCount']), 1);
      for (const name of ['popReceipt', 'insertionTime', 'expirationTime', 'nextVisibleTime', 'queueTrigger'])
        assert.ok(metadata[name] !== undefined, `${name} is missing in ${JSON.stringify(metadata)}`);
    },
  },
  {
    name: 'queues: a message of another text reaches the function as that text',
    needs: 'queues',
    async run(target) {
      const id = await send(target, base64('no JSON'));
      assert.deepEqual((await firstSeenAs(target, id)).message, 'no JSON');
    },
  },
  {
    name: 'queues: every message of several batches reaches the function once, and is removed',
    needs: 'queues',
    async run(target) {
      const ids = await Promise.all(Array.from({ length: 40 }, (_, number) => send(target, base64(`batch ${number}`))));
      for (const id of ids) await firstSeenAs(target, id);
      // Hidden messages count too, and those of the other cases leave the queue as well.
      await eventually('an empty queue', async () => {
        const { approximateMessagesCount } = await open(target, queueName).getProperties();
        return approximateMessagesCount === 0 ? true : undefined;
      });
      for (const id of ids) assert.equal((await seenAs(target, id)).length, 1);
    },
  },
  {
    name: 'queues: a message that fails each time ends as it was in the poison queue',
    needs: 'queues',
    async run(target) {
      const text = base64(JSON.stringify({ fail: true, mark: randomUUID() }));
      const id = await send(target, text);
      assert.equal(await poisoned(target, text), text);
      const seen = await seenAs(target, id);
      assert.deepEqual(
        seen.map(({ metadata }) => Number(metadata['dequeueCount'])),
        Array.from({ length: tries }, (_, index) => index + 1),
      );
    },
  },
  {
    name: 'queues: a message in another encoding than host.json says ends in the poison queue, unseen',
    needs: 'queues',
    async run(target) {
      const text = `not base64: ${randomUUID()}`;
      const id = await send(target, text);
      assert.equal(await poisoned(target, text), text);
      assert.deepEqual(await seenAs(target, id), []);
    },
  },
];
