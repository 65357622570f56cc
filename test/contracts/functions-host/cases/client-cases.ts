import assert from 'node:assert/strict';
import { hangMs } from '../../../support/eventually.ts';
import { ask, type ConformanceTarget } from '../../../support/functions-host/conformance-target.ts';
import type { ConformanceCase } from './conformance-case.ts';
import {
  type InstanceStatus,
  type InstanceUrls,
  newInstanceId,
  readEnd,
  readRunning,
  readStatus,
  readUntil,
} from './orchestration.ts';

async function startByClient(target: ConformanceTarget, name: string, input: unknown): Promise<InstanceUrls> {
  const answer = await ask(target, `/api/start/${name}/${newInstanceId()}`, { body: input });
  assert.equal(answer.status, 202, answer.text);
  return answer.json() as InstanceUrls;
}

async function operate<T>(target: ConformanceTarget, operation: string, id: string, input: unknown = {}): Promise<T> {
  const answer = await ask(target, `/api/operate/${operation}/${id}`, { body: input });
  assert.equal(answer.status, 200, answer.text);
  return (answer.json() as { result: T }).result;
}

/** Cases of the durable client inside a function. Its binding must give it URLs that reach the host. */
export const clientCases: ConformanceCase[] = [
  {
    name: 'durable client: starts an orchestration and answers with URLs that work',
    async run(target) {
      const urls = await startByClient(target, 'fanOut', { count: 2 });
      assert.deepEqual((await readEnd(target, urls)).output, { squares: [0, 1] });
    },
  },
  {
    name: 'durable client: waits for a completion and answers with the output',
    async run(target) {
      const answer = await ask(target, '/api/startAndWait/returnsInput', { body: { waitMs: hangMs, n: 1 } });
      assert.deepEqual([answer.status, answer.json()], [200, { waitMs: hangMs, n: 1 }]);
    },
  },
  {
    name: 'durable client: answers with a check status response when it waited in vain',
    async run(target) {
      const answer = await ask(target, '/api/startAndWait/waitsForEver', { body: { waitMs: 200 } });
      assert.equal(answer.status, 202);
      assert.match((answer.json() as InstanceUrls).statusQueryGetUri, /^http/);
    },
  },
  {
    name: 'durable client: raises events, suspends, resumes, reads and purges',
    async run(target) {
      const urls = await startByClient(target, 'waitsForEver', {});
      await readRunning(target, urls);
      await operate(target, 'suspend', urls.id, { reason: 'pause' });
      await readUntil(target, urls, ({ runtimeStatus }) => runtimeStatus === 'Suspended');
      await operate(target, 'resume', urls.id, { reason: 'go on' });
      await operate(target, 'raiseEvent', urls.id, { name: 'never', data: { n: 1 } });
      assert.deepEqual((await readEnd(target, urls)).output, { event: { n: 1 } });
      const status = await operate<InstanceStatus>(target, 'getStatus', urls.id);
      assert.equal(status.runtimeStatus, 'Completed');
      assert.equal((await operate<unknown[]>(target, 'getStatusAll', urls.id)).length, 1);
      assert.deepEqual(await operate(target, 'purge', urls.id), { instancesDeleted: 1 });
    },
  },
  {
    name: 'durable client: terminates',
    async run(target) {
      const urls = await startByClient(target, 'waitsForEver', {});
      await readRunning(target, urls);
      await operate(target, 'terminate', urls.id, { reason: 'enough' });
      await readEnd(target, urls);
      assert.equal((await readStatus(target, urls)).output, 'enough');
    },
  },
];
