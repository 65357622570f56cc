import assert from 'node:assert/strict';
import { ask } from '../../../support/functions-host/conformance-target.ts';
import type { ConformanceCase } from './conformance-case.ts';
import { startAndEnd, startRunning } from './known-instances.ts';
import {
  durablePath,
  type InstanceStatus,
  type InstanceUrls,
  newInstanceId,
  readEnd,
  readStatus,
  start,
} from './orchestration.ts';

export const statusCases: ConformanceCase[] = [
  {
    name: 'management: a start answers 202 with the id, all URLs, Location and Retry-After 10',
    async run(target) {
      const id = newInstanceId();
      const answer = await ask(target, `${durablePath}/orchestrators/returnsInput/${id}`, { body: {} });
      assert.equal(answer.status, 202);
      const urls = answer.json() as InstanceUrls;
      assert.equal(urls.id, id);
      assert.equal(answer.headers.get('location'), urls.statusQueryGetUri);
      assert.equal(answer.headers.get('retry-after'), '10');
      for (const name of [
        'sendEventPostUri',
        'terminatePostUri',
        'purgeHistoryDeleteUri',
        'restartPostUri',
        'suspendPostUri',
        'resumePostUri',
      ] as const)
        assert.match(urls[name], new RegExp(`^http.*/instances/${id}.*taskHub=.+&connection=.+`));
    },
  },
  {
    name: 'management: an instance that is started without an id is given 32 hexadecimal digits',
    async run(target) {
      const answer = await ask(target, `${durablePath}/orchestrators/returnsInput`, { body: {} });
      assert.match((answer.json() as InstanceUrls).id, /^[0-9a-f]{32}$/);
    },
  },
  {
    name: 'management: the status of a running instance is 202 with Location and Retry-After 5',
    async run(target) {
      const urls = await startRunning(target);
      const answer = await ask(target, urls.statusQueryGetUri);
      assert.equal(answer.status, 202);
      assert.equal(answer.headers.get('location'), urls.statusQueryGetUri);
      assert.equal(answer.headers.get('retry-after'), '5');
    },
  },
  {
    name: 'management: the status of a finished instance is 200 with exactly the documented fields',
    async run(target) {
      const urls = await startAndEnd(target);
      const answer = await ask(target, urls.statusQueryGetUri);
      assert.equal(answer.status, 200);
      assert.equal(answer.headers.get('location'), null);
      const { createdTime, lastUpdatedTime, ...rest } = answer.json() as InstanceStatus;
      const { id: instanceId } = urls;
      assert.deepEqual(rest, {
        name: 'returnsInput',
        instanceId,
        runtimeStatus: 'Completed',
        input: { n: 1 },
        customStatus: null,
        output: { n: 1 },
      });
      for (const time of [createdTime, lastUpdatedTime]) assert.match(time, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
    },
  },
  {
    name: 'management: showInput=false hides the input',
    async run(target) {
      assert.equal((await readStatus(target, await startAndEnd(target), '&showInput=false')).input, null);
    },
  },
  {
    name: 'management: a failed instance is 200, or 500 when asked for',
    async run(target) {
      const urls = await start(target, 'throwsAtOnce');
      await readEnd(target, urls);
      assert.equal((await ask(target, urls.statusQueryGetUri)).status, 200);
      const asError = await ask(target, `${urls.statusQueryGetUri}&returnInternalServerErrorOnFailure=true`);
      assert.equal(asError.status, 500);
    },
  },
  {
    name: 'management: showHistory lists what happened, without the bookkeeping',
    async run(target) {
      const urls = await start(target, 'fanOut', '{"count":1}');
      await readEnd(target, urls);
      const { historyEvents = [] } = await readStatus(target, urls, '&showHistory=true&showHistoryOutput=true');
      assert.deepEqual(
        historyEvents.map(({ EventType }) => EventType),
        ['ExecutionStarted', 'TaskCompleted', 'ExecutionCompleted'],
      );
      assert.equal(historyEvents[1]?.['FunctionName'], 'square');
      assert.deepEqual(historyEvents[1]?.['Result'], { n: 0 });
      assert.equal(historyEvents[2]?.['OrchestrationStatus'], 'Completed');
    },
  },
  {
    name: 'management: instances are listed by status',
    async run(target) {
      const [running, ended] = [await startRunning(target), await startAndEnd(target)];
      const answer = await ask(target, `${durablePath}/instances?runtimeStatus=Running,Pending&top=1000`);
      const ids = (answer.json() as InstanceStatus[]).map(({ instanceId }) => instanceId);
      assert.ok(ids.includes(running.id));
      assert.ok(!ids.includes(ended.id));
    },
  },
  {
    name: 'management: instances are listed by the beginning of their ids',
    async run(target) {
      const prefix = newInstanceId();
      for (const end of ['a', 'b']) await start(target, 'returnsInput', '{}', `${prefix}-${end}`);
      const answer = await ask(target, `${durablePath}/instances?instanceIdPrefix=${prefix}`);
      const ids = (answer.json() as InstanceStatus[]).map(({ instanceId }) => instanceId);
      assert.deepEqual(ids.sort(), [`${prefix}-a`, `${prefix}-b`]);
    },
  },
];
