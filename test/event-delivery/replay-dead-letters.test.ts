import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type QueueClient, QueueServiceClient } from '@azure/storage-queue';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { clusterCloudEvent, clusterEvent, resourceEvent } from '../support/samples/event-payloads.ts';
import { openStorageRoom } from '../support/storage/shared-azurite.ts';

const cluster = { subscriptionId: '11111111-1111-4111-8111-111111111111', resourceGroup: 'fleet', name: 'demo' };
const rolled = (id: string) => ({ id, name: 'NodePoolRollingSucceeded', data: { nodePoolName: 'kata' } });
const reason = {
  deadLetterReason: 'MaxDeliveryAttemptsExceeded',
  deliveryAttempts: 30,
  lastDeliveryOutcome: 'Unauthorized',
  publishTime: '2026-03-29T18:00:00Z',
  lastDeliveryAttemptTime: '2026-03-30T18:00:00Z',
};

interface Received {
  path: string;
  key: unknown;
  events: Record<string, unknown>[];
}

let folder: string;
let received: Received[];
let refused: string | null;
let refuseKey: boolean;
/** An error code of Storage; null while the server is an app. */
let refuseWith: string | null;
const server = createServer(async (request: IncomingMessage, response) => {
  let body = '';
  for await (const chunk of request) body += chunk;
  if (refuseWith !== null)
    return void response
      .writeHead(403, { 'x-ms-error-code': refuseWith, 'content-type': 'application/xml' })
      .end(`<?xml version="1.0" encoding="utf-8"?><Error><Code>${refuseWith}</Code><Message>No.</Message></Error>`);
  const events = JSON.parse(body) as Received['events'];
  received.push({ path: request.url ?? '', key: request.headers['x-functions-key'], events });
  response.writeHead(refuseKey ? 401 : events.some(({ id }) => id === refused) ? 500 : 202).end();
});

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'dead-letters-'));
  received = [];
  refused = null;
  refuseKey = false;
  refuseWith = null;
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});

afterEach(async () => {
  rmSync(folder, { recursive: true });
  await new Promise((resolve) => server.close(resolve));
});

function replay(...more: string[]): Promise<{ code: number | null; output: string }> {
  const { port } = server.address() as AddressInfo;
  const args = ['--url', `http://127.0.0.1:${port}/`, folder, ...more];
  return run(args, { KATAPROOF_EVENTS_KEY: 'the-system-key' });
}

async function run(args: string[], variables: Record<string, string>) {
  const child = spawn(process.execPath, ['scripts/replay-dead-letters.ts', ...args], {
    env: { ...process.env, ...variables },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  child.stdout.on('data', (chunk) => {
    output += chunk;
  });
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  return { code, output };
}

test('every event of every blob goes to the trigger of its type, as it was sent first, with the key in a header', async () => {
  const [first, second] = [clusterEvent(cluster, rolled('e1')), clusterCloudEvent(cluster, rolled('e2'))];
  const third = resourceEvent(cluster, { id: 'e3', poolName: 'kata' });
  mkdirSync(join(folder, 'topic/2026/3/30'), { recursive: true });
  writeFileSync(
    join(folder, 'topic/2026/3/30/a.json'),
    JSON.stringify([
      { ...first, ...reason },
      { ...third, ...reason },
    ]),
  );
  writeFileSync(
    join(folder, 'topic/2026/3/30/b.json'),
    JSON.stringify({ ...second, deadletterreason: 'x', deliveryattempts: 1 }),
  );

  const { code, output } = await replay();

  const to = (name: string) => `/runtime/webhooks/EventGrid?functionName=${name}`;
  expect(received).toEqual([
    { path: to('onClusterEvent'), key: 'the-system-key', events: [first] },
    { path: to('onResourceChanged'), key: 'the-system-key', events: [third] },
    { path: to('onClusterEvent'), key: 'the-system-key', events: [second] },
  ]);
  expect(output).toContain('3 events replayed, 0 failed.');
  expect(output).not.toContain('the-system-key');
  expect(code).toBe(0);
});

test('an event that is refused is reported, the others are replayed all the same', async () => {
  writeFileSync(join(folder, 'a.json'), JSON.stringify(['e1', 'e2'].map((id) => clusterEvent(cluster, rolled(id)))));
  refused = 'e1';
  const { code, output } = await replay();
  expect([code, received.length]).toEqual([1, 2]);
  expect(output).toMatch(/FAILED e1 .* 500/);
});

test('a file or an event that cannot be read is reported, the others are replayed all the same', async () => {
  const [first, second] = [clusterEvent(cluster, rolled('e1')), clusterEvent(cluster, rolled('e2'))];
  writeFileSync(join(folder, 'a.json'), '<?xml version="1.0"?><Error/>');
  writeFileSync(join(folder, 'b.json'), JSON.stringify(['no event', first]));
  writeFileSync(join(folder, 'c.json'), '');
  writeFileSync(join(folder, 'd.json'), JSON.stringify(second));
  const { code, output } = await replay(join(folder, 'absent.json'));
  expect(received.map(({ events }) => events)).toEqual([[first], [second]]);
  for (const name of ['a', 'b', 'c', 'absent'])
    expect(output).toMatch(new RegExp(`^UNREADABLE .*/${name}\\.json: .`, 'm'));
  expect(output).toContain('2 events replayed, 0 failed, 4 unreadable.');
  expect(code).toBe(1);
});

test('an app that does not answer, or refuses the key, is told as that', async () => {
  writeFileSync(join(folder, 'a.json'), JSON.stringify(clusterEvent(cluster, rolled('e1'))));
  const closed = createServer();
  await new Promise<void>((resolve) => closed.listen(0, '127.0.0.1', resolve));
  const { port } = closed.address() as AddressInfo;
  await new Promise((resolve) => closed.close(resolve));
  expect((await replay('--url', `http://127.0.0.1:${port}`)).output).toMatch(/FAILED e1 .*ECONNREFUSED/);
  refuseKey = true;
  expect((await replay()).output).toMatch(/FAILED e1 .* 401: KATAPROOF_EVENTS_KEY/);
});

describe('into the queue', () => {
  let room: ReturnType<typeof openStorageRoom>;
  let queue: QueueClient;
  beforeEach(async () => {
    room = openStorageRoom();
    queue = QueueServiceClient.fromConnectionString(room.connectionString).getQueueClient(room.tablePrefix);
    await queue.create();
  });
  afterEach(() => queue.delete());

  const put = (name = queue.name) => run(['--queue', name, folder], { AzureWebJobsStorage: room.connectionString });
  const messages = async () => {
    const { receivedMessageItems } = await queue.receiveMessages({ numberOfMessages: 32 });
    return receivedMessageItems.map(({ messageText }) => JSON.parse(messageText));
  };

  test('every event goes as a message of its own, as it was sent first', async () => {
    const [first, second] = [clusterEvent(cluster, rolled('e1')), clusterCloudEvent(cluster, rolled('e2'))];
    writeFileSync(join(folder, 'a.json'), JSON.stringify([{ ...first, ...reason }, second]));
    const { code, output } = await put();
    expect(await messages()).toEqual([first, second]);
    expect(output).toContain('2 events replayed, 0 failed.');
    expect(output).not.toContain('AccountKey');
    expect(code).toBe(0);
  });

  test('messages of the poison queue go again, whichever way they were written', async () => {
    const [first, second] = [clusterEvent(cluster, rolled('e1')), clusterCloudEvent(cluster, rolled('e2'))];
    const contents = [JSON.stringify(first), Buffer.from(JSON.stringify(second)).toString('base64'), 'no event'];
    const peeked = contents.map((content, id) => ({ id: `m${id}`, dequeueCount: 10, content, popReceipt: null }));
    writeFileSync(join(folder, 'poison.json'), JSON.stringify(peeked));
    const { code, output } = await put();
    expect(await messages()).toEqual([first, second]);
    expect(output).toContain('2 events replayed, 0 failed, 1 unreadable.');
    expect(code).toBe(1);
  });

  test('an event that no message holds, and a queue that is not there, are told as that', async () => {
    const long = { ...clusterEvent(cluster, rolled('long')), data: { text: 'x'.repeat(64 * 1024) } };
    writeFileSync(join(folder, 'a.json'), JSON.stringify([long, clusterEvent(cluster, rolled('e1'))]));
    const { code, output } = await put();
    expect(output).toMatch(/FAILED long .*more than 64 KiB.*--url/);
    expect([code, (await messages()).length]).toEqual([1, 1]);
    expect((await put('absent')).output).toMatch(/FAILED e1 .*QueueNotFound: there is no such queue/);
  });

  test('one who may not write there is told which role it takes, one from outside the network to come in', async () => {
    writeFileSync(join(folder, 'a.json'), JSON.stringify(clusterEvent(cluster, rolled('e1'))));
    for (const [code, hint] of [
      ['AuthorizationPermissionMismatch', /role Storage Queue Data Message Sender/],
      ['AuthorizationFailure', /from this network/],
    ] as const) {
      refuseWith = code;
      const { port } = server.address() as AddressInfo;
      const connection = `DefaultEndpointsProtocol=http;AccountName=a;AccountKey=a2V5;QueueEndpoint=http://127.0.0.1:${port}/a`;
      expect((await run(['--queue', 'events', folder], { AzureWebJobsStorage: connection })).output).toMatch(hint);
    }
  });
});

test('one who is not signed in is told to', async () => {
  writeFileSync(join(folder, 'a.json'), JSON.stringify(clusterEvent(cluster, rolled('e1'))));
  const alone = { AzureWebJobsStorage: '', AZURE_TOKEN_CREDENTIALS: 'AzureCliCredential', PATH: folder };
  const { code, output } = await run(['--queue', 'https://st.queue.core.windows.net/cluster-events', folder], alone);
  expect(output).toMatch(/FAILED e1 .*nobody is signed in here: az login/);
  expect(code).toBe(1);
});

test('one of the two ways is named, and a queue by its address unless there is a connection string', async () => {
  const refusals = await Promise.all(
    [['a'], ['--queue', 'cluster-events', 'a'], ['--queue', 'https://st.queue.core.windows.net', 'a']].map((args) =>
      run(args, { AzureWebJobsStorage: '' }),
    ),
  );
  expect(refusals.map(({ code }) => code)).toEqual([2, 2, 2]);
});
