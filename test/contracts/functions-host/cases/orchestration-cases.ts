import assert from 'node:assert/strict';
import type { ConformanceCase } from './conformance-case.ts';
import {
  newInstanceId,
  outlast,
  outputOf,
  raise,
  readEnd,
  readRunning,
  readStatus,
  readUntil,
  runToEnd,
  start,
} from './orchestration.ts';

const work: ConformanceCase[] = [
  {
    name: 'durable: a fan-out of 20 activities keeps the order of its results',
    async run(target) {
      const squares = Array.from({ length: 20 }, (_, n) => n * n);
      assert.deepEqual(await outputOf(target, 'fanOut', { count: 20 }), { squares });
    },
  },
  {
    name: 'durable: a Task.all of nothing fails with the words of the SDK',
    async run(target) {
      const end = await runToEnd(target, 'fanOut', { count: 0 });
      assert.equal(end.runtimeStatus, 'Failed');
      assert.match(String(end.output), /you must specify at least one Task/);
    },
  },
  {
    name: 'durable: an activity is retried until it succeeds',
    async run(target) {
      assert.deepEqual(await outputOf(target, 'retries', { failures: 2, attempts: 3 }), { attempt: 3 });
    },
  },
  {
    name: 'durable: exhausted retries throw the last failure, after exactly that many attempts',
    async run(target) {
      const output = (await outputOf(target, 'retries', { failures: 9, attempts: 3 })) as Record<string, unknown>;
      assert.deepEqual([output['gaveUp'], output['made']], [true, 3]);
      assert.match(String(output['message']), /^Activity function 'flaky' failed: attempt 3 failed/);
    },
  },
  {
    name: 'durable: retried activities and sub-orchestrations run side by side',
    async run(target) {
      assert.deepEqual(await outputOf(target, 'parallelRetries'), { attempts: [3, 2, 2], square: 9 });
    },
  },
  {
    name: 'durable: a failure of one of Task.all can be caught',
    async run(target) {
      assert.deepEqual(await outputOf(target, 'oneOfAllFails'), { caught: true });
    },
  },
  {
    name: 'durable: an activity failure that nobody catches fails the orchestration with its words',
    async run(target) {
      const end = await runToEnd(target, 'uncaughtActivityFailure');
      assert.equal(end.runtimeStatus, 'Failed');
      assert.match(
        String(end.output),
        /^Orchestrator function 'uncaughtActivityFailure' failed: Activity function 'flaky' failed: attempt 1 failed/,
      );
    },
  },
  {
    name: 'durable: an orchestrator that throws at once is Failed with its message',
    async run(target) {
      const end = await runToEnd(target, 'throwsAtOnce');
      assert.deepEqual(
        [end.runtimeStatus, end.output],
        ['Failed', "Orchestrator function 'throwsAtOnce' failed: deliberate"],
      );
    },
  },
  {
    name: 'durable: an orchestrator that throws after some work is Failed with its message',
    async run(target) {
      const end = await runToEnd(target, 'throwsLater');
      assert.deepEqual(
        [end.runtimeStatus, end.output],
        ['Failed', "Orchestrator function 'throwsLater' failed: deliberate, later"],
      );
    },
  },
  {
    name: 'durable: an activity that does not exist leaves the orchestration Running',
    async run(target) {
      const urls = await start(target, 'callsNobody');
      await readUntil(target, urls, ({ runtimeStatus }) => runtimeStatus !== 'Pending');
      await outlast(target);
      assert.equal((await readStatus(target, urls)).runtimeStatus, 'Running');
    },
  },
  {
    name: 'durable: new guids and the time are the same in every replay, and time goes on',
    async run(target) {
      const output = (await outputOf(target, 'deterministic')) as { ids: string[]; times: number[] };
      assert.match(output.ids[0] ?? '', /^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}$/);
      assert.notEqual(output.ids[0], output.ids[1]);
      assert.deepEqual(
        [...output.times].sort((a, b) => a - b),
        output.times,
      );
    },
  },
];

const waits: ConformanceCase[] = [
  {
    name: 'durable: a timer ends its wait less than a second before its time, or later',
    async run(target) {
      const { waitedMs } = (await outputOf(target, 'timer', { ms: 1_200 })) as { waitedMs: number };
      assert.ok(waitedMs > 200, `${waitedMs} ms`);
    },
  },
  {
    name: 'durable: a timer in the past fires at once',
    async run(target) {
      await outputOf(target, 'timer', { ms: -60_000 });
    },
  },
  {
    name: 'durable: an event wins against its timeout',
    async run(target) {
      const urls = await start(target, 'eventOrTimeout', '{"timeoutMs":86400000}');
      await readRunning(target, urls);
      assert.equal(await raise(target, urls, 'approval', { by: 'me' }), 202);
      assert.deepEqual((await readEnd(target, urls)).output, { approval: { by: 'me' } });
    },
  },
  {
    name: 'durable: a timeout wins when no event comes',
    async run(target) {
      assert.deepEqual(await outputOf(target, 'eventOrTimeout', { timeoutMs: 600 }), { timedOut: true });
    },
  },
  {
    name: 'durable: an orchestrator that returned is Running until its open timer has fired',
    async run(target) {
      const urls = await start(target, 'leavesTimerOpen', '{"timeoutMs":86400000}');
      await readRunning(target, urls);
      await outlast(target);
      assert.equal((await readStatus(target, urls)).runtimeStatus, 'Running');
    },
  },
  {
    name: 'durable: an event that comes before it is waited for is kept',
    async run(target) {
      const urls = await start(target, 'eventAfterWork');
      await readUntil(target, urls, ({ runtimeStatus }) => runtimeStatus !== 'Pending');
      assert.equal(await raise(target, urls, 'early', { n: 1 }), 202);
      assert.deepEqual((await readEnd(target, urls)).output, { event: { n: 1 } });
    },
  },
  {
    name: 'durable: events of one name are given out in the order they came',
    async run(target) {
      const urls = await start(target, 'twoEvents');
      await readRunning(target, urls);
      await raise(target, urls, 'go', { n: 1 });
      await raise(target, urls, 'go', { n: 2 });
      assert.deepEqual((await readEnd(target, urls)).output, { order: [1, 2] });
    },
  },
];

const family: ConformanceCase[] = [
  {
    name: 'durable: a sub-orchestration has the id that it was given and knows its parent',
    async run(target) {
      const [parentId, childId] = [newInstanceId(), newInstanceId()];
      const urls = await start(target, 'parent', JSON.stringify({ childId, input: { n: 4 } }), parentId);
      assert.deepEqual((await readEnd(target, urls)).output, {
        n: 16,
        instanceId: childId,
        parentInstanceId: parentId,
      });
    },
  },
  {
    name: 'durable: a sub-orchestration without an id is given one of its own',
    async run(target) {
      const parentId = newInstanceId();
      const urls = await start(target, 'parent', '{"childId":null,"input":{"n":4}}', parentId);
      const child = (await readEnd(target, urls)).output as { instanceId: string; parentInstanceId: string };
      assert.equal(child.parentInstanceId, parentId);
      assert.notEqual(child.instanceId, parentId);
    },
  },
  {
    name: "durable: a sub-orchestration's status names its parent",
    async run(target) {
      const [parentId, childId] = [newInstanceId(), newInstanceId()];
      const urls = await start(target, 'parent', JSON.stringify({ childId, input: { n: 4 } }), parentId);
      await readEnd(target, urls);
      const child = { ...urls, statusQueryGetUri: urls.statusQueryGetUri.replace(parentId, childId) };
      assert.equal((await readStatus(target, child)).parentInstanceId, parentId);
      assert.equal('parentInstanceId' in (await readStatus(target, urls)), false);
    },
  },
  {
    name: 'durable: a failure of a sub-orchestration can be caught',
    async run(target) {
      const { message } = (await outputOf(target, 'parentOfFailingChild')) as { message: string };
      assert.match(message, /the child refuses/);
    },
  },
];

const state: ConformanceCase[] = [
  {
    name: 'durable: the custom status shows while the orchestration waits, and the last one stays',
    async run(target) {
      const urls = await start(target, 'showsStatus');
      const waiting = await readUntil(target, urls, ({ customStatus }) => customStatus !== null);
      assert.deepEqual(waiting.customStatus, { stage: 'waiting', percent: 50 });
      await raise(target, urls, 'go', {});
      assert.equal((await readEnd(target, urls)).customStatus, 'text');
    },
  },
  {
    name: 'durable: a custom status beyond 16 kB of UTF-16 fails the orchestration',
    async run(target) {
      const end = await runToEnd(target, 'setsLargeStatus');
      assert.equal(end.runtimeStatus, 'Failed');
    },
  },
  {
    name: 'durable: continueAsNew carries its input on, and forgets the history',
    async run(target) {
      const urls = await start(target, 'countsDown', '{"left":5,"sum":0}');
      assert.deepEqual((await readEnd(target, urls)).output, { sum: 55 });
      const { historyEvents, input } = await readStatus(target, urls, '&showHistory=true');
      assert.deepEqual(input, { left: 1, sum: 54 });
      assert.equal(historyEvents?.filter(({ EventType }) => EventType === 'TaskCompleted').length, 1);
    },
  },
];

export const orchestrationCases: ConformanceCase[] = [...work, ...waits, ...family, ...state];
