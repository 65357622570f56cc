import assert from 'node:assert/strict';
import { ask } from '../../../support/functions-host/conformance-target.ts';
import type { ConformanceCase } from './conformance-case.ts';
import { because, post, startAndEnd, startRunning, unknownInstance } from './known-instances.ts';
import { durablePath, raise } from './orchestration.ts';

export const refusalCases: ConformanceCase[] = [
  {
    name: 'management: whatever is asked of an unknown instance is 404',
    async run(target) {
      const urls = await unknownInstance(target);
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
  ...(
    [
      ['an object that does not end', '{', 500, 400],
      ['an object that does not end after a value', '{"a":1', 500, 400],
      ['an array that does not end after a comma', '[1,', 500, 400],
      ['an object in an array that does not end', '[{"a":[]}', 500, 400],
      ['a wrong token', '{"a":tru}', 400, 400],
      ['a text that does not end', '{"a":"b', 400, 400],
      ['an end of another kind', '[1}', 400, 400],
      ['no JSON at all', 'hello', 400, 400],
    ] as const
  ).map(
    ([what, body, started, raised]): ConformanceCase => ({
      name: `management: a start with ${what} is ${started}, an event ${raised}`,
      async run(target) {
        const urls = await startRunning(target);
        const headers = { 'content-type': 'application/json' };
        const event = await ask(target, urls.sendEventPostUri.replace('{eventName}', 'never'), { body, headers });
        const start = await ask(target, `${durablePath}/orchestrators/returnsInput`, { body, headers });
        assert.deepEqual([start.status, event.status], [started, raised]);
        for (const { status, text } of [start, event]) if (status === 400) assert.match(text, /Invalid JSON content/);
      },
    }),
  ),
  {
    name: 'management: of two values after each other an event takes the first, and a start takes none',
    async run(target) {
      const urls = await startRunning(target);
      const headers = { 'content-type': 'application/json' };
      const body = '{"a":1} {"b":2}';
      const event = await ask(target, urls.sendEventPostUri.replace('{eventName}', 'never'), { body, headers });
      const start = await ask(target, `${durablePath}/orchestrators/returnsInput`, { body, headers });
      assert.deepEqual([start.status, event.status], [400, 202]);
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
