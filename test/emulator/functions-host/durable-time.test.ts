import { describe, expect, test } from '@jest/globals';
import { type OrchestrationHandler, RetryOptions } from 'durable-functions';
import { createInProcessHub, hubStartMs } from '../../support/functions-host/in-process-hub.ts';

const minute = 60_000;
const day = 24 * 60 * minute;

const sleeps: OrchestrationHandler = function* (context) {
  const { ms } = context.df.getInput() as { ms: number };
  yield context.df.createTimer(new Date(context.df.currentUtcDateTime.getTime() + ms));
  return { wokeAt: context.df.currentUtcDateTime.toISOString() };
};
const retries: OrchestrationHandler = function* (context) {
  const options = new RetryOptions(minute, 4);
  options.backoffCoefficient = 2;
  options.maxRetryIntervalInMilliseconds = 3 * minute;
  return yield context.df.callActivityWithRetry('flaky', options, {});
};

describe('durable timers', () => {
  test('fire at their time, not before', async () => {
    const hub = createInProcessHub({ orchestrators: { sleeps } });
    hub.client.start('sleeps', 'a', JSON.stringify({ ms: 10 * minute }));
    await hub.advance(10 * minute - 1);
    expect(hub.find('a').status).toBe('Running');
    await hub.advance(1);
    expect(hub.output('a')).toEqual({ wokeAt: '2026-01-01T00:10:00.000Z' });
  });

  test.each([
    [1_200, 1_000],
    [59_999, 59_000],
    [60_000, 60_000],
    [999, 0],
    [1, 0],
    [-5_000, 0],
  ])('of %d ms fire after %d ms, in whole seconds, as on Azure Storage', async (ms, afterMs) => {
    const hub = createInProcessHub({ orchestrators: { sleeps } });
    hub.client.start('sleeps', 'a', JSON.stringify({ ms }));
    await hub.advance(afterMs);
    expect(hub.output('a')).toEqual({ wokeAt: new Date(hubStartMs + afterMs).toISOString() });
    expect(hub.records.find(({ type }) => type === 'timer-fired')?.atMs).toBe(hubStartMs + afterMs);
  });

  test('of whole seconds lose one when the storage takes a moment', async () => {
    const hub = createInProcessHub({ orchestrators: { sleeps }, timerLatencyMs: 20 });
    hub.client.start('sleeps', 'a', JSON.stringify({ ms: 3_000 }));
    hub.client.start('sleeps', 'b', JSON.stringify({ ms: 1_000 }));
    await hub.advance(2_020);
    expect(hub.output('a')).toEqual({ wokeAt: new Date(hubStartMs + 2_020).toISOString() });
    expect(hub.output('b')).toEqual({ wokeAt: new Date(hubStartMs + 20).toISOString() });
  });

  test('wait to their time where storage is not Azure Storage', async () => {
    const hub = createInProcessHub({ orchestrators: { sleeps }, strict: false });
    hub.client.start('sleeps', 'a', JSON.stringify({ ms: 1_200 }));
    await hub.advance(1_199);
    expect(hub.find('a').status).toBe('Running');
    await hub.advance(1);
    expect(hub.output('a')).toEqual({ wokeAt: new Date(hubStartMs + 1_200).toISOString() });
  });

  test('longer than six days are split into intervals of three', async () => {
    const hub = createInProcessHub({ orchestrators: { sleeps } });
    hub.client.start('sleeps', 'a', JSON.stringify({ ms: 8 * day }));
    await hub.advance(9 * day);
    expect(hub.output('a')).toEqual({ wokeAt: '2026-01-09T00:00:00.000Z' });
    const fired = hub.records.filter((record) => record.type === 'timer-fired').map((record) => record.atMs);
    expect(fired).toEqual([hubStartMs + 3 * day, hubStartMs + 8 * day]);
  });

  test('are armed again after a restart, and those that came due meanwhile fire at once', async () => {
    const hub = createInProcessHub({ orchestrators: { sleeps } });
    hub.client.start('sleeps', 'a', JSON.stringify({ ms: 10 * minute }));
    await hub.advance(4 * minute);
    hub.restart();
    await hub.advance(5 * minute);
    expect(hub.find('a').status).toBe('Running');
    await hub.advance(minute);
    expect(hub.find('a').status).toBe('Completed');
  });

  test('pass faster by the speed while nothing else happens', async () => {
    const hub = createInProcessHub({ orchestrators: { sleeps }, speed: 60 });
    hub.client.start('sleeps', 'a', JSON.stringify({ ms: 10 * minute }));
    await hub.advance(10_000 - 1);
    expect(hub.find('a').status).toBe('Running');
    await hub.advance(1);
    expect(hub.output('a')).toEqual({ wokeAt: '2026-01-01T00:10:00.000Z' });
  });

  test('pass at the pace of real time while an activity runs', async () => {
    let finish: () => void = () => {};
    const hub = createInProcessHub({
      orchestrators: {
        sleeps,
        *works(context) {
          return yield context.df.callActivity('work', {});
        },
      },
      activities: {
        work: () =>
          new Promise((resolve) => {
            finish = () => resolve({});
          }),
      },
      speed: 60,
    });
    hub.client.start('works', 'w', '{}');
    hub.client.start('sleeps', 'a', JSON.stringify({ ms: 10 * minute }));
    await hub.advance(minute);
    expect(hub.find('a').status).toBe('Running');
    expect(hub.now()).toBe(hubStartMs + minute);
    finish();
    await hub.advance((9 * minute) / 60);
    expect(hub.find('a').status).toBe('Completed');
  });

  test('never show an earlier time after a restart, however much was skipped', async () => {
    const hub = createInProcessHub({ orchestrators: { sleeps }, speed: 1000 });
    hub.client.start('sleeps', 'a', JSON.stringify({ ms: day }));
    await hub.advance(day / 1000);
    const before = hub.now();
    expect(before).toBeGreaterThanOrEqual(hubStartMs + day);
    hub.restart();
    expect(hub.now()).toBeGreaterThanOrEqual(before);
  });
});

describe('retries', () => {
  test('wait longer each time, up to the longest interval', async () => {
    const calls: number[] = [];
    const hub = createInProcessHub({
      orchestrators: { retries },
      activities: {
        async flaky() {
          calls.push((hub.now() - hubStartMs) / minute);
          if (calls.length < 4) throw new Error('not yet');
          return { attempts: calls.length };
        },
      },
    });
    hub.client.start('retries', 'r', '{}');
    await hub.advance(10 * minute);
    expect(calls).toEqual([0, 1, 3, 6]);
    expect(hub.output('r')).toEqual({ attempts: 4 });
  });

  test('end at once after the last attempt', async () => {
    const hub = createInProcessHub({
      orchestrators: { retries },
      activities: { flaky: () => Promise.reject(new Error('never')) },
    });
    hub.client.start('retries', 'r', '{}');
    await hub.advance(6 * minute);
    expect(hub.find('r').status).toBe('Failed');
    expect(hub.output('r')).toContain(
      "Orchestrator function 'retries' failed: Activity function 'flaky' failed: never",
    );
  });
});

describe('control of an instance', () => {
  const collects: OrchestrationHandler = function* (context) {
    const first: unknown = yield context.df.waitForExternalEvent('word');
    const second: unknown = yield context.df.waitForExternalEvent('word');
    return { words: [first, second] };
  };

  test('events that come before they are awaited are kept, in their order', async () => {
    const hub = createInProcessHub({
      orchestrators: {
        *late(context) {
          yield context.df.createTimer(new Date(hubStartMs + minute));
          return yield* collects(context) as Generator<never, unknown, unknown>;
        },
      },
    });
    hub.client.start('late', 'a', '{}');
    hub.client.raiseEvent('a', 'word', '{"n":1}');
    hub.client.raiseEvent('a', 'WORD', '{"n":2}');
    await hub.advance(minute);
    // The host compares names without case, but the SDK with case, so the second wait goes on in the host and not in
    // the code.
    expect(hub.find('a').status).toBe('Running');
    hub.client.raiseEvent('a', 'word', '{"n":3}');
    await hub.advance(0);
    expect(hub.output('a')).toEqual({ words: [{ n: 1 }, { n: 3 }] });
  });

  test('a suspended instance takes nothing in until it is resumed', async () => {
    const hub = createInProcessHub({ orchestrators: { collects } });
    hub.client.start('collects', 'a', '{}');
    await hub.advance(0);
    hub.client.suspend('a', 'lunch');
    await hub.advance(0);
    expect(hub.find('a').status).toBe('Suspended');
    hub.client.raiseEvent('a', 'word', '1');
    hub.client.raiseEvent('a', 'word', '2');
    hub.restart();
    await hub.advance(minute);
    expect(hub.find('a').status).toBe('Suspended');
    hub.client.resume('a', 'back');
    await hub.advance(0);
    expect(hub.output('a')).toEqual({ words: [1, 2] });
  });

  test('terminating ends it with the reason, suspended or not, and further operations find it finished', async () => {
    const hub = createInProcessHub({ orchestrators: { collects } });
    hub.client.start('collects', 'a', '{}');
    await hub.advance(0);
    hub.client.suspend('a', 'lunch');
    hub.client.terminate('a', 'enough');
    await hub.advance(0);
    expect(hub.find('a')).toMatchObject({ status: 'Terminated', outputJson: '"enough"', inbox: [], timers: [] });
    expect(hub.client.raiseEvent('a', 'word', '1')).toEqual({ kind: 'finished' });
    expect(hub.client.terminate('b', 'x')).toEqual({ kind: 'not-found' });
  });

  test('a parent hears of a terminated child as of a failure', async () => {
    const hub = createInProcessHub({
      orchestrators: {
        collects,
        *parent(context) {
          try {
            yield context.df.callSubOrchestrator('collects', {}, 'child');
          } catch (error) {
            return { caught: (error as Error).message };
          }
        },
      },
    });
    hub.client.start('parent', 'p', '{}');
    await hub.advance(0);
    hub.client.terminate('child', 'enough');
    await hub.advance(0);
    expect(hub.output('p')).toEqual({ caught: expect.stringContaining('enough') });
  });

  test('an instance id is taken while its instance runs and free when it has ended', async () => {
    const hub = createInProcessHub({ orchestrators: { collects } });
    hub.client.start('collects', 'a', '{}');
    await hub.advance(0);
    expect(hub.client.start('collects', 'a', '{}')).toEqual({
      kind: 'conflict',
      message: 'An Orchestration instance with the status Running already exists.',
    });
    hub.client.terminate('a', '');
    await hub.advance(0);
    expect(hub.client.start('collects', 'a', '{}').kind).toBe('done');
  });

  test('a sub-orchestration under an id that is running fails its parent', async () => {
    const hub = createInProcessHub({
      orchestrators: {
        collects,
        *parent(context) {
          yield context.df.callSubOrchestrator('collects', {}, 'a');
        },
      },
    });
    hub.client.start('collects', 'a', '{}');
    await hub.advance(0);
    hub.client.start('parent', 'p', '{}');
    await hub.advance(0);
    expect(hub.output('p')).toContain("can't be started as 'a': that instance is Running");
    expect(hub.find('a').status).toBe('Running');
  });

  test('events that come with the turn that continues as new reach the next execution', async () => {
    const hub = createInProcessHub({
      orchestrators: {
        *loop(context) {
          const { words } = context.df.getInput() as { words: unknown[] };
          if (words.length === 3) return { words };
          const word: unknown = yield context.df.waitForExternalEvent('word');
          context.df.continueAsNew({ words: [...words, word] });
        },
      },
    });
    hub.client.start('loop', 'a', '{"words":[]}');
    await hub.advance(0);
    hub.client.suspend('a', '');
    for (const word of [1, 2, 3]) hub.client.raiseEvent('a', 'word', String(word));
    hub.client.resume('a', '');
    await hub.advance(0);
    expect(hub.output('a')).toEqual({ words: [1, 2, 3] });
  });
});

describe('a restart at any record', () => {
  test('comes to the same end, with each activity run at least once', async () => {
    const ran: string[] = [];
    const make = () =>
      createInProcessHub({
        orchestrators: {
          sleeps,
          *main(context) {
            const parts: unknown = yield context.df.Task.all([
              context.df.callActivity('note', { word: 'a' }),
              context.df.callActivity('note', { word: 'b' }),
            ]);
            const child: unknown = yield context.df.callSubOrchestrator('sleeps', { ms: minute });
            return { parts, child };
          },
        },
        activities: {
          async note(input) {
            ran.push((input as { word: string }).word);
            return input;
          },
        },
      });
    const whole = make();
    whole.client.start('main', 'm', '{}');
    await whole.advance(2 * minute);
    const writes = whole.records.length;
    expect(writes).toBeGreaterThan(8);
    for (let boundary = 1; boundary <= writes; boundary += 1) {
      const hub = make();
      hub.client.start('main', 'm', '{}');
      await hub.advance(2 * minute);
      hub.restart(boundary);
      await hub.advance(2 * minute);
      expect(hub.output('m')).toMatchObject({ parts: [{ word: 'a' }, { word: 'b' }] });
      expect(new Set(ran)).toEqual(new Set(['a', 'b']));
    }
  });
});
