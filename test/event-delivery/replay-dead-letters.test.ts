import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { clusterCloudEvent, clusterEvent, resourceEvent } from '../support/samples/event-payloads.ts';

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
const server = createServer(async (request: IncomingMessage, response) => {
  let body = '';
  for await (const chunk of request) body += chunk;
  const events = JSON.parse(body) as Received['events'];
  received.push({ path: request.url ?? '', key: request.headers['x-functions-key'], events });
  response.writeHead(refuseKey ? 401 : events.some(({ id }) => id === refused) ? 500 : 202).end();
});

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'dead-letters-'));
  received = [];
  refused = null;
  refuseKey = false;
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});

afterEach(async () => {
  rmSync(folder, { recursive: true });
  await new Promise((resolve) => server.close(resolve));
});

async function replay(...more: string[]): Promise<{ code: number | null; output: string }> {
  const { port } = server.address() as AddressInfo;
  const child = spawn(
    process.execPath,
    ['scripts/replay-dead-letters.ts', '--url', `http://127.0.0.1:${port}/`, folder, ...more],
    { env: { ...process.env, KATAPROOF_EVENTS_KEY: 'the-system-key' }, stdio: ['ignore', 'pipe', 'inherit'] },
  );
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
