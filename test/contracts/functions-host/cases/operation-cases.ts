import assert from 'node:assert/strict';
import { ask } from '../../../support/functions-host/conformance-target.ts';
import type { ConformanceCase } from './conformance-case.ts';
import { because, post, startAndEnd, startRunning, unknownInstance } from './known-instances.ts';
import {
  durablePath,
  type InstanceUrls,
  outlast,
  raise,
  readEnd,
  readStatus,
  readUntil,
  start,
} from './orchestration.ts';

export const operationCases: ConformanceCase[] = [
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
      await outlast(target);
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
      const answer = await ask(target, (await unknownInstance(target)).restartPostUri, { method: 'POST' });
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
