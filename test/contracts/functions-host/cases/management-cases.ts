import assert from 'node:assert/strict';
import type { ConformanceCase } from '../conformance-case.ts';
import { ask, type ConformanceTarget, pause } from '../conformance-target.ts';
import {
  durablePath,
  type InstanceStatus,
  type InstanceUrls,
  newInstanceId,
  raise,
  readEnd,
  readRunning,
  readStatus,
  readUntil,
  start,
} from '../orchestration.ts';

const post = async (target: ConformanceTarget, url: string): Promise<number> =>
  (await ask(target, url, { method: 'POST' })).status;

const because = (url: string, reason: string): string => url.replace('{text}', encodeURIComponent(reason));

async function startRunning(target: ConformanceTarget): Promise<InstanceUrls> {
  const urls = await start(target, 'waitsForEver');
  await readRunning(target, urls);
  return urls;
}

async function startAndEnd(target: ConformanceTarget): Promise<InstanceUrls> {
  const urls = await start(target, 'returnsInput', '{"n":1}');
  await readEnd(target, urls);
  return urls;
}

/** The URLs of an instance that was never started. */
async function unknown(target: ConformanceTarget): Promise<InstanceUrls> {
  const urls = await startAndEnd(target);
  const nobody = newInstanceId();
  return Object.fromEntries(
    Object.entries(urls).map(([name, url]) => [name, String(url).replace(urls.id, nobody)]),
  ) as unknown as InstanceUrls;
}

const reading: ConformanceCase[] = [
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

const acting: ConformanceCase[] = [
  {
    name: 'management: terminate ends an instance, its reason is the output',
    async run(target) {
      const urls = await startRunning(target);
      assert.equal(await post(target, because(urls.terminatePostUri, 'no more')), 202);
      const end = await readEnd(target, urls);
      assert.deepEqual([end.runtimeStatus, end.output], ['Terminated', 'no more']);
    },
  },
  {
    name: 'management: a suspended instance takes no event until it is resumed',
    async run(target) {
      const urls = await startRunning(target);
      assert.equal(await post(target, because(urls.suspendPostUri, 'pause')), 202);
      await readUntil(target, urls, ({ runtimeStatus }) => runtimeStatus === 'Suspended');
      assert.equal(await raise(target, urls, 'never', { n: 1 }), 202);
      await pause(target.calmMs);
      assert.equal((await readStatus(target, urls)).runtimeStatus, 'Suspended');
      assert.equal(await post(target, because(urls.resumePostUri, 'go on')), 202);
      assert.deepEqual((await readEnd(target, urls)).output, { event: { n: 1 } });
    },
  },
  {
    name: 'management: purge removes a finished instance',
    async run(target) {
      const urls = await startAndEnd(target);
      const answer = await ask(target, urls.purgeHistoryDeleteUri, { method: 'DELETE' });
      assert.deepEqual([answer.status, answer.json()], [200, { instancesDeleted: 1 }]);
      assert.equal((await ask(target, urls.statusQueryGetUri)).status, 404);
    },
  },
  {
    name: 'management: purge of a running instance is refused with 412',
    async run(target) {
      const urls = await startRunning(target);
      const answer = await ask(target, urls.purgeHistoryDeleteUri, { method: 'DELETE' });
      assert.equal(answer.status, 412, answer.text);
      assert.match(answer.text, /Only orchestrations in a terminal state can be purged/);
      assert.equal((await readStatus(target, urls)).runtimeStatus, 'Running');
    },
  },
  {
    name: 'management: purge by filter wants createdTimeFrom',
    async run(target) {
      const answer = await ask(target, `${durablePath}/instances`, { method: 'DELETE' });
      assert.equal(answer.status, 400);
      assert.match(answer.text, /Please provide value for 'createdTimeFrom' parameter\./);
    },
  },
  {
    name: 'management: purge by filter that finds nothing is 404',
    async run(target) {
      const path = `${durablePath}/instances?createdTimeFrom=2001-01-01T00:00:00Z&createdTimeTo=2001-01-02T00:00:00Z`;
      assert.equal((await ask(target, path, { method: 'DELETE' })).status, 404);
    },
  },
  {
    name: 'management: restart runs the same input under a new id',
    async run(target) {
      const urls = await startAndEnd(target);
      const answer = await ask(target, urls.restartPostUri, { method: 'POST' });
      assert.equal(answer.status, 202);
      const again = answer.json() as InstanceUrls;
      assert.notEqual(again.id, urls.id);
      assert.deepEqual((await readEnd(target, again)).output, { n: 1 });
    },
  },
  {
    name: 'management: restart can keep the id',
    async run(target) {
      const urls = await startAndEnd(target);
      const answer = await ask(target, `${urls.restartPostUri}&restartWithNewInstanceId=false`, { method: 'POST' });
      assert.equal(answer.status, 202);
      assert.equal((answer.json() as InstanceUrls).id, urls.id);
      assert.deepEqual((await readEnd(target, urls)).output, { n: 1 });
    },
  },
  {
    name: 'management: restart of a running instance under its own id is refused with 409',
    async run(target) {
      const urls = await startRunning(target);
      const answer = await ask(target, `${urls.restartPostUri}&restartWithNewInstanceId=false`, { method: 'POST' });
      assert.equal(answer.status, 409, answer.text);
    },
  },
  {
    name: 'management: restart of an unknown instance is 400',
    async run(target) {
      const answer = await ask(target, (await unknown(target)).restartPostUri, { method: 'POST' });
      assert.equal(answer.status, 400);
      assert.match(answer.text, /InstanceId does not match a valid orchestration instance\./);
    },
  },
  {
    name: 'management: the id of a running instance cannot be used again (409), that of a finished one can',
    async run(target) {
      const running = await startRunning(target);
      const again = await ask(target, `${durablePath}/orchestrators/returnsInput/${running.id}`, { body: {} });
      assert.equal(again.status, 409, again.text);
      const ended = await startAndEnd(target);
      await start(target, 'returnsInput', '{"n":2}', ended.id);
      const end = await readUntil(target, ended, ({ output }) => JSON.stringify(output) === '{"n":2}');
      assert.equal(end.runtimeStatus, 'Completed');
    },
  },
  {
    name: 'management: an unknown orchestrator is accepted, and fails with the known names',
    async run(target) {
      const end = await readEnd(target, await start(target, 'nobody', '{}'));
      assert.equal(end.runtimeStatus, 'Failed');
      assert.match(
        String(end.output),
        /The function 'nobody' doesn't exist, is disabled, or is not an orchestrator function\. Additional info: The following are the known orchestrator functions: '/,
      );
    },
  },
];

const refusals: ConformanceCase[] = [
  {
    name: 'management: whatever is asked of an unknown instance is 404',
    async run(target) {
      const urls = await unknown(target);
      assert.equal((await ask(target, urls.statusQueryGetUri)).status, 404);
      assert.equal(await raise(target, urls, 'x', {}), 404);
      for (const url of [urls.terminatePostUri, urls.suspendPostUri, urls.resumePostUri])
        assert.equal(await post(target, because(url, 'x')), 404);
      assert.equal((await ask(target, urls.purgeHistoryDeleteUri, { method: 'DELETE' })).status, 404);
    },
  },
  {
    name: 'management: whatever is sent to a finished instance is 410',
    async run(target) {
      const urls = await startAndEnd(target);
      assert.equal(await raise(target, urls, 'x', {}), 410);
      for (const url of [urls.terminatePostUri, urls.suspendPostUri, urls.resumePostUri])
        assert.equal(await post(target, because(url, 'x')), 410);
    },
  },
  {
    name: 'management: an event must be application/json',
    async run(target) {
      const urls = await startRunning(target);
      const url = urls.sendEventPostUri.replace('{eventName}', 'never');
      const answer = await ask(target, url, { body: '{}', headers: { 'content-type': 'text/plain' } });
      assert.equal(answer.status, 400);
      assert.match(answer.text, /Only application\/json request content is supported/);
    },
  },
  {
    name: 'management: malformed JSON is 400, for an event and for a start',
    async run(target) {
      const urls = await startRunning(target);
      const headers = { 'content-type': 'application/json' };
      const event = await ask(target, urls.sendEventPostUri.replace('{eventName}', 'never'), { body: '{', headers });
      const started = await ask(target, `${durablePath}/orchestrators/returnsInput`, { body: '{', headers });
      for (const answer of [event, started]) {
        assert.equal(answer.status, 400);
        assert.match(answer.text, /Invalid JSON content/);
      }
    },
  },
  {
    name: 'management: a path or method that does not exist is 404',
    async run(target) {
      const { id } = await startAndEnd(target);
      assert.equal((await ask(target, `${durablePath}/orchestrators/returnsInput`)).status, 404);
      assert.equal(await post(target, `${durablePath}/instances/${id}`), 404);
      assert.equal(await post(target, `${durablePath}/instances/${id}/explode`), 404);
      assert.equal((await ask(target, `${durablePath}/instances/${id}/terminate`)).status, 404);
    },
  },
  {
    name: 'management: names in the path are compared without case, ids with',
    async run(target) {
      const urls = await startAndEnd(target);
      assert.equal((await ask(target, `${durablePath}/INSTANCES/${urls.id}`)).status, 200);
      assert.equal((await ask(target, `${durablePath}/instances/${urls.id.toUpperCase()}`)).status, 404);
    },
  },
];

export const managementCases: ConformanceCase[] = [...reading, ...acting, ...refusals];
