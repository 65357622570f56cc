import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { DurableClient } from 'durable-functions';
import { readInstance, readInstanceStatus } from '../../functions/durable-client/instance-status.ts';
import { raiseUnlessUnknown } from '../../functions/durable-client/raise-unless-unknown.ts';
import { terminateIfThere } from '../../functions/durable-client/terminate-if-there.ts';
import { type HostAnswer, openDurableClient } from '../support/functions-host/open-durable-client.ts';

let answer: HostAnswer;
let client: DurableClient;
let close: () => void;

beforeAll(async () => {
  ({ client, close } = await openDurableClient(() => answer));
});
afterAll(() => close());

/**
 * The SDK knows an unknown instance by the status 404 alone and writes the words itself. So they are the same for every
 * backend behind the host's HTTP API, whatever that says in the body; a new SDK with other words fails here.
 */
describe.each([
  ['says nothing', ''],
  ["speaks as Azure Storage's", '""'],
  ['speaks in words of its own', '{"Message":"Not found: orchestration run"}'],
])('an instance that is not there, where the backend %s', (_what, body) => {
  test('has no status', async () => {
    answer = { status: 404, body };
    expect([await readInstanceStatus(client, 'run'), await readInstance(client, 'run')]).toEqual([null, null]);
  });

  test('is woken and ended in vain, which is no error', async () => {
    answer = { status: 404, body };
    await raiseUnlessUnknown(client, 'run', 'woken');
    await terminateIfThere(client, 'run', 'over');
  });

  test('that has ended is woken and ended in vain too', async () => {
    answer = { status: 410, body };
    await raiseUnlessUnknown(client, 'run', 'woken');
    await terminateIfThere(client, 'run', 'over');
  });

  test('is not mistaken for a Durable that does not answer', async () => {
    answer = { status: 503, body };
    for (const call of [
      () => readInstanceStatus(client, 'run'),
      () => raiseUnlessUnknown(client, 'run', 'woken'),
      () => terminateIfThere(client, 'run', 'over'),
    ])
      await expect(call()).rejects.toThrow('503');
  });
});
