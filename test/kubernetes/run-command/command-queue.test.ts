import { describe, expect, test } from '@jest/globals';
import type { ApiRequest } from '../../../shared/kubernetes/run-command/api-request.ts';
import { createCommandQueue } from '../../../shared/kubernetes/run-command/command-queue.ts';
import { commandLimits } from '../../../shared/outbound/limits.ts';
import { failureOf } from '../../support/failure-of.ts';

const get = (path: string): ApiRequest => ({ method: 'GET', path, body: null });
const limits = { ...commandLimits, commandTimeoutMs: 60_000 };

/** A channel that answers each request with its path, keeps so many characters of each output, and counts. */
function createChannel(keeps = Number.POSITIVE_INFINITY) {
  const scripts: string[] = [];
  let running = 0;
  let most = 0;
  return {
    scripts,
    most: () => most,
    readToken: async () => 'token',
    async run({ script }: { script: string }) {
      scripts.push(script);
      most = Math.max(most, ++running);
      await new Promise(setImmediate);
      running--;
      const nonce = /mkdir -p \/tmp\/(\w+)/.exec(script)?.[1];
      const answers = [...script.matchAll(/--raw '([^']*)'/g)].map(
        ([, path = ''], index) =>
          `${nonce} answer ${index} 0 ${path.length}\n${nonce} plain\n${path}\n${nonce} plain\n\n`,
      );
      return { output: `${answers.join('')}${nonce} end\n`.slice(0, keeps) };
    },
  };
}

describe('requests by commands', () => {
  test('of one moment share a command, and those that come meanwhile the next', async () => {
    const channel = createChannel();
    const send = createCommandQueue(channel, limits);
    const first = [send(get('/a')), send(get('/b'))];
    await new Promise(setImmediate);
    const later = [send(get('/c')), send(get('/d')), send(get('/e'))];
    expect((await Promise.all([...first, ...later])).map(({ text }) => text)).toEqual(['/a', '/b', '/c', '/d', '/e']);
    expect(channel.scripts).toHaveLength(2);
    expect(channel.most()).toBe(1);
  });

  test('are no more in one than kubectl can send in time', async () => {
    const channel = createChannel();
    const send = createCommandQueue(channel, limits);
    await Promise.all(Array.from({ length: 20 }, (_, index) => send(get(`/${index}`))));
    expect(channel.scripts.map((script) => script.split('kubectl --').length - 1)).toEqual([8, 8, 4]);
  });

  test('whose answers were cut off are read again alone; a write is not', async () => {
    const long = `/${'a'.repeat(300)}`;
    const channel = createChannel(700);
    const send = createCommandQueue(channel, limits);
    const write: ApiRequest = { method: 'DELETE', path: '/later', body: null };
    const asked = [send(get(long)), send(get(`${long}b`)), failureOf(send(write))] as const;
    const [first, second, failure] = await Promise.all(asked);
    expect([first.text, second.text]).toEqual([long, `${long}b`]);
    expect(failure).toMatchObject({ code: 'RunCommandFailed', retryable: true });
    expect(channel.scripts).toHaveLength(2);
  });

  test('whose answer does not fit alone either are refused', async () => {
    const send = createCommandQueue(createChannel(100), limits);
    expect(await failureOf(send(get(`/${'a'.repeat(300)}`)))).toMatchObject({
      code: 'AnswerTooLarge',
      retryable: false,
    });
  });

  test('that take too long are told as such, and the next go on', async () => {
    const channel = createChannel();
    let hangs = true;
    const run: typeof channel.run = (command) => (hangs ? new Promise(() => undefined) : channel.run(command));
    const send = createCommandQueue({ ...channel, run }, { ...limits, commandTimeoutMs: 20 });
    expect(await failureOf(send(get('/a')))).toMatchObject({ code: 'RunCommandTimedOut', retryable: true });
    hangs = false;
    expect(await send(get('/b'))).toEqual({ status: 200, text: '/b' });
  });

  test('that are too large for a command are not sent', async () => {
    const channel = createChannel();
    const send = createCommandQueue(channel, limits);
    const large: ApiRequest = { method: 'POST', path: '/a', body: 'x'.repeat(200_000) };
    expect(await failureOf(send(large))).toMatchObject({ code: 'ValueTooLarge' });
    expect(channel.scripts).toEqual([]);
  });
});
