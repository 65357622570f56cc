import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { DurableClient } from 'durable-functions';
import { startUnlessRunning } from '../../functions/durable-client/start-unless-running.ts';
import { openDurableClient } from '../support/functions-host/open-durable-client.ts';

interface Answer {
  status: number;
  body: object;
}

/** What Durable answers, to a start and to the question for the instance. */
let answers: { start: Answer; status: Answer };
let client: DurableClient;
let close: () => void;

beforeAll(async () => {
  ({ client, close } = await openDurableClient((method) => {
    const { status, body } = method === 'POST' ? answers.start : answers.status;
    return { status, body: JSON.stringify(body) };
  }));
});
afterAll(() => close());

const time = '2026-01-01T00:00:00Z';
const instance = (runtimeStatus: string): Answer => ({
  status: 200,
  body: {
    name: 'p',
    instanceId: 'run',
    runtimeStatus,
    createdTime: time,
    lastUpdatedTime: time,
    input: {},
    output: null,
  },
});
const none: Answer = { status: 404, body: {} };
/** An error that no documentation has, as a backend may give it. */
const refused: Answer = { status: 500, body: { Message: 'AlreadyExists' } };

const start = (told: typeof answers) => {
  answers = told;
  return startUnlessRunning(client, 'proveCluster', 'run', {});
};

describe('an instance is', () => {
  test('started when there is none', async () => {
    const started = { status: 202, body: { id: 'run' } };
    expect(await start({ start: started, status: none })).toEqual({ started: true });
  });

  test('there already, when Azure Storage says so', async () => {
    const conflict = {
      status: 409,
      body: { Message: 'An Orchestration instance with the status Running already exists.' },
    };
    expect(await start({ start: conflict, status: none })).toEqual({ started: false });
  });

  test.each(['Running', 'Pending', 'Suspended'])(
    'there already, when a start is refused and it is %s',
    async (status) => {
      expect(await start({ start: refused, status: instance(status) })).toEqual({ started: false });
    },
  );

  test.each([instance('Completed'), none, { status: 503, body: {} }])(
    'not there when a start is refused otherwise: the refusal is told (%j)',
    async (status) => {
      await expect(start({ start: refused, status })).rejects.toThrow('500');
    },
  );
});
