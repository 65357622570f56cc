import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createStateFolder, durableClient, type HostProcess, startHostProcess } from './host-process.ts';

const state = createStateFolder();
let host: HostProcess;
let client: ReturnType<typeof durableClient>;
beforeAll(async () => {
  host = await startHostProcess({ state: state.path, args: ['--auth', 'off', '--speed', '10000'] });
  client = durableClient(host);
});
afterAll(async () => {
  await host.end('SIGKILL');
  state.remove();
});

const managed = (path: string, init?: RequestInit) => host.request(`/runtime/webhooks/durabletask/${path}`, init);
const day = 86_400_000;

describe('an orchestration of the real SDK', () => {
  test('fans out to hundreds of activities and back in', async () => {
    expect(await client.run('fan', 'fanOut', { count: 300 })).toEqual({ sum: 89_700 });
  });

  test.each([[{ a: [1, 'x', null] }], [42], [[1, 2]], [{}]])('passes %j to an activity and back', async (input) => {
    expect(await client.run(`pass-${JSON.stringify(input).length}`, 'pass', { input })).toEqual({ echoed: input });
  });

  test('retries an activity until it succeeds', async () => {
    const output = await client.run('retry', 'retries', { key: 'r1', failures: 2, attempts: 3 });
    expect(output).toEqual({ attempt: 3, elapsedMs: expect.any(Number) });
    expect((output as { elapsedMs: number }).elapsedMs).toBeGreaterThanOrEqual(2000);
  });

  test('catches an activity that failed for good, and goes on', async () => {
    expect(await client.run('caught', 'retries', { key: 'r2', failures: 9, attempts: 2 })).toEqual({
      caught: expect.stringMatching(/^Activity function 'flaky' failed: attempt 2 failed \n /),
      after: 42,
    });
  });

  test('retries activities and sub-orchestrations in parallel', async () => {
    const output = await client.run('parallel', 'parallelRetries', { key: 'p' });
    expect(output).toEqual([{ attempt: 2 }, { attempt: 3 }, { value: 8 }]);
  });

  test('fails in the words of the extension when nothing is caught', async () => {
    expect(await client.run('failing', 'fails')).toMatchObject({
      runtimeStatus: 'Failed',
      output: expect.stringMatching(
        /^Orchestrator function 'fails' failed: Activity function 'flaky' failed: attempt 1/,
      ),
    });
  });

  test('starts sub-orchestrations with and without an id, and catches their failure', async () => {
    expect(await client.run('family', 'parent')).toMatchObject({
      named: { sum: 6 },
      unnamed: { sum: 12 },
      caught: expect.stringContaining("Orchestrator function 'fails' failed"),
    });
    expect(await client.status('family:child')).toMatchObject({ name: 'fanOut', runtimeStatus: 'Completed' });
  });

  test('sleeps through days in no time, at this speed', async () => {
    const output = (await client.run('sleeper', 'sleeps', { ms: day / 24 })) as { sleptMs: number };
    expect(output.sleptMs).toBeGreaterThanOrEqual(day / 24);
  });

  test('times out when no event comes', async () => {
    expect(await client.run('timeout', 'waits', { ms: 60_000 })).toEqual({ timedOut: true });
  });

  test('takes the event that beats the timer, and shows where it is', async () => {
    await client.start('approved', 'waits', { ms: 30 * day });
    await client.raise('approved', 'approval', { by: 'me' });
    expect(await client.end('approved')).toEqual({ approval: { by: 'me' }, marked: { word: 'approved' } });
    expect(await client.status('approved')).toMatchObject({ customStatus: { step: 'approved' } });
  });

  test('takes events that came before it waited, in their order', async () => {
    await client.start('words', 'twoEvents');
    await client.raise('words', 'word', { word: 'first' });
    await client.raise('words', 'word', { word: 'second' });
    expect(await client.end('words')).toEqual({ words: ['first', 'second'] });
  });

  test('continues as new, with a history of its own each time', async () => {
    expect(await client.run('loop', 'counts', { left: 6, total: 0 })).toEqual({ total: 42, guid: expect.any(String) });
    const response = await managed('instances/loop?showHistory=true&showHistoryOutput=true');
    const { historyEvents } = (await response.json()) as { historyEvents: Record<string, unknown>[] };
    expect(historyEvents.map((each) => each['EventType'])).toEqual([
      'ExecutionStarted',
      'TaskCompleted',
      'ExecutionCompleted',
    ]);
    expect(historyEvents[1]).toMatchObject({ FunctionName: 'double', Result: { value: 0 } });
  });

  test.each([
    ['nonDeterministic', 'Non-Deterministic workflow detected'],
    ['yieldsPromise', 'Only Task types can be yielded'],
    ['unknownActivity', "The function 'doesNotExist' doesn't exist, is disabled, or is not an activity function"],
    ['callsEntity', 'Durable entities are not supported by this host'],
    ['callsHttp', 'callHttp is not supported by this host'],
  ])('%s fails with a message that says why', async (name, message) => {
    const status = await client.run(name, name);
    expect(status).toMatchObject({ runtimeStatus: 'Failed', output: expect.stringContaining(message) });
  });
});

describe('the management API', () => {
  test('answers 202 with a place to look while an instance runs, 200 when it has ended, 404 without it', async () => {
    await client.start('watched', 'waits', { ms: 3000 * day });
    const running = await managed('instances/watched');
    expect(running.status).toBe(202);
    expect(running.headers.get('location')).toContain('/runtime/webhooks/durabletask/instances/watched');
    expect(running.headers.get('retry-after')).toBe('5');
    expect(await running.json()).toMatchObject({
      name: 'waits',
      instanceId: 'watched',
      createdTime: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
      input: { ms: 3000 * day },
      output: null,
    });
    await client.operate('terminate', 'watched', 'seen enough');
    expect(await client.end('watched')).toMatchObject({ runtimeStatus: 'Terminated', output: 'seen enough' });
    expect((await managed('instances/watched')).status).toBe(200);
    expect((await managed('instances/watched/terminate?reason=again', { method: 'POST' })).status).toBe(410);
    expect((await managed('instances/nobody')).status).toBe(404);
    expect((await managed('instances/nobody/suspend', { method: 'POST' })).status).toBe(404);
  });

  test('answers 500 for a failed instance only when asked to', async () => {
    await client.run('failed', 'fails');
    expect((await managed('instances/failed')).status).toBe(200);
    expect((await managed('instances/failed?returnInternalServerErrorOnFailure=true')).status).toBe(500);
  });

  test('suspends and resumes', async () => {
    await client.start('paused', 'waits', { ms: 3000 * day });
    await client.operate('suspend', 'paused');
    await client.raise('paused', 'approval', { by: 'me' });
    expect(await client.status('paused')).toMatchObject({ runtimeStatus: 'Suspended' });
    await client.operate('resume', 'paused');
    expect(await client.end('paused')).toMatchObject({ approval: { by: 'me' } });
  });

  test('refuses a second instance of a running id, an id that is none, and no JSON', async () => {
    const start = (path: string, body = '{}') => managed(`orchestrators/${path}`, { method: 'POST', body });
    await client.start('once', 'waits', { ms: 3000 * day });
    expect((await start('waits/once')).status).toBe(409);
    await client.operate('terminate', 'once');
    await client.end('once');
    expect((await start('waits/once', `{"ms":${3000 * day}}`)).status).toBe(202);
    await client.operate('terminate', 'once');
    expect((await start('waits/@entity')).status).toBe(400);
    expect((await start('waits', '{')).status).toBe(500);
  });

  test('restarts under the same id or a new one, with the same input', async () => {
    await client.run('again', 'fanOut', { count: 4 });
    const renamed = await managed('instances/again/restart', { method: 'POST' });
    const { id } = (await renamed.json()) as { id: string };
    expect(id).not.toBe('again');
    expect(await client.end(id)).toEqual({ sum: 12 });
    const same = await managed('instances/again/restart?restartWithNewInstanceId=false', { method: 'POST' });
    expect(await same.json()).toMatchObject({ id: 'again' });
  });

  test('purges one instance, then the finished ones of a time', async () => {
    await client.run('gone', 'fanOut', { count: 1 });
    expect(await (await managed('instances/gone', { method: 'DELETE' })).json()).toEqual({ instancesDeleted: 1 });
    expect((await managed('instances/gone', { method: 'DELETE' })).status).toBe(404);
    expect((await managed('instances?runtimeStatus=Completed', { method: 'DELETE' })).status).toBe(400);
    await client.run('gone', 'fanOut', { count: 1 });
    const all = await managed('instances?createdTimeFrom=2020-01-01T00:00:00Z&runtimeStatus=Completed', {
      method: 'DELETE',
    });
    expect(((await all.json()) as { instancesDeleted: number }).instancesDeleted).toBeGreaterThan(0);
    expect(await client.list(['Completed'])).toEqual([]);
  });

  test('lists by status, page by page', async () => {
    await managed('instances?createdTimeFrom=2020-01-01T00:00:00Z', { method: 'DELETE' });
    await Promise.all([1, 2, 3].map((n) => client.run(`page-${n}`, 'fanOut', { count: 1 })));
    expect((await client.list(['Completed'])).map((each) => each.instanceId)).toEqual(['page-1', 'page-2', 'page-3']);
    const first = await managed('instances?top=2&instanceIdPrefix=page-');
    const token = first.headers.get('x-ms-continuation-token') ?? '';
    const second = await managed('instances?top=2&instanceIdPrefix=page-', {
      headers: { 'x-ms-continuation-token': token },
    });
    expect(await first.json()).toHaveLength(2);
    expect(((await second.json()) as { instanceId: string }[]).map((each) => each.instanceId)).toEqual(['page-3']);
    expect(second.headers.get('x-ms-continuation-token')).toBeNull();
    expect((await managed('instances?runtimeStatus=Sleeping')).status).toBe(400);
  });

  test('says that rewind and entities are not there', async () => {
    expect((await managed('instances/x/rewind?reason=y', { method: 'POST' })).status).toBe(501);
    expect((await managed('entities/counter/one')).status).toBe(501);
  });
});
