import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { ask } from '../../../support/functions-host/conformance-target.ts';
import type { ConformanceCase } from './conformance-case.ts';
import { because, post, startAndEnd, startRunning, unknownInstance } from './known-instances.ts';
import { durablePath, raise } from './orchestration.ts';

interface Said {
  status: number;
  message: string | null;
}

/** What the released Durable extension said of bodies when it ran. */
const { bodies } = JSON.parse(readFileSync(new URL('../recorded/durable.json', import.meta.url), 'utf8')) as {
  bodies: { body: string; start: Said; event: Said }[];
};

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
  ...bodies.map(
    ({ body, start, event }): ConformanceCase => ({
      name: `management: the body ${JSON.stringify(body)} is ${start.status} for a start and ${event.status} for an event`,
      async run(target) {
        const urls = await startRunning(target);
        const headers = { 'content-type': 'application/json' };
        const raised = await ask(target, urls.sendEventPostUri.replace('{eventName}', 'never'), { body, headers });
        const started = await ask(target, `${durablePath}/orchestrators/returnsInput`, { body, headers });
        assert.deepEqual([started.status, raised.status], [start.status, event.status]);
        for (const [answer, { message }] of [[started, start] as const, [raised, event] as const])
          if (message !== null) assert.equal((answer.json() as { Message: string }).Message, message);
      },
    }),
  ),
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
