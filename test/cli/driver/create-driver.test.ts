import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import type { OrchestrationHandler } from 'durable-functions';
import type { Clock } from '../../../cli/driver/clock.ts';
import { createDriver, type DriverOptions } from '../../../cli/driver/create-driver.ts';

const startMs = Date.parse('2026-01-01T00:00:00Z');
const secondMs = 1_000;

/** A clock that stands still until somebody moves it. */
function createSteppedClock(): Clock & { pass(ms: number): Promise<void>; alarms: Set<unknown> } {
  let nowMs = startMs;
  const alarms = new Set<{ atMs: number; ring: () => void }>();
  const settle = () => new Promise<void>((resolve) => setImmediate(resolve));
  return {
    alarms,
    now: () => nowMs,
    setAlarm(atMs, ring) {
      const alarm = { atMs, ring };
      alarms.add(alarm);
      return () => alarms.delete(alarm);
    },
    async pass(ms) {
      await settle();
      nowMs += ms;
      for (const alarm of [...alarms].filter(({ atMs }) => atMs <= nowMs)) {
        alarms.delete(alarm);
        alarm.ring();
      }
      await settle();
    },
  };
}

function drive(orchestrate: OrchestrationHandler, more: Partial<DriverOptions> = {}) {
  const clock = createSteppedClock();
  const driver = createDriver({
    activities: {},
    clock,
    ...more,
    orchestrators: { main: orchestrate, ...more.orchestrators },
  });
  return { clock, driver, run: (input?: unknown) => driver.run('main', 'one', input) };
}

const inSeconds = (context: Parameters<OrchestrationHandler>[0], seconds: number) =>
  new Date(context.df.currentUtcDateTime.getTime() + seconds * secondMs);

describe('a driven orchestration', () => {
  test('is given its input and what activities answer as JSON, and gives its output so', async () => {
    const { run } = drive(
      function* (context) {
        const input = context.df.getInput<{ at: string }>();
        const answer = (yield context.df.callActivity('echo', { at: new Date(startMs), none: undefined })) as object;
        return { input, answer };
      },
      { activities: { echo: async (told) => told } },
    );
    const at = '2026-01-01T00:00:00.000Z';
    expect(await run({ at: new Date(startMs) })).toEqual({ input: { at }, answer: { at } });
  });

  test('begins what it waits for, and nothing else', async () => {
    const begun: unknown[] = [];
    const { run } = drive(
      function* (context) {
        context.df.callActivity('note', 'nobody waits');
        yield context.df.Task.all([context.df.callActivity('note', 'a'), context.df.callActivity('note', 'b')]);
        const task = context.df.callActivity('note', 'once');
        yield task;
        return yield task;
      },
      {
        activities: {
          note: async (what) => {
            begun.push(what);
            return `${what} done`;
          },
        },
      },
    );
    expect(await run()).toBe('once done');
    expect(begun).toEqual(['a', 'b', 'once']);
  });

  test('sees one time within a turn, and waits by the clock', async () => {
    const { run, clock } = drive(function* (context) {
      const first = context.df.currentUtcDateTime.getTime();
      yield context.df.createTimer(inSeconds(context, 60));
      return (context.df.currentUtcDateTime.getTime() - first) / secondMs;
    });
    const running = run();
    await clock.pass(59 * secondMs);
    expect(clock.alarms.size).toBe(1);
    await clock.pass(2 * secondMs);
    expect(await running).toBe(61);
  });

  test('is told how another one failed, and goes on', async () => {
    const { run } = drive(
      function* (context) {
        try {
          yield context.df.callSubOrchestrator('fails', null, 'two');
        } catch (error) {
          return `${context.df.instanceId} heard: ${(error as Error).message}`;
        }
      },
      {
        orchestrators: {
          // biome-ignore lint/correctness/useYield: it fails before it waits
          *fails() {
            throw new Error('It was hit.');
          },
        },
      },
    );
    expect(await run()).toBe('one heard: It was hit.');
  });

  test('fails with what it throws, and leaves no timer behind', async () => {
    const { run, clock } = drive(function* (context) {
      yield context.df.Task.any([
        context.df.createTimer(inSeconds(context, 60)),
        context.df.waitForExternalEvent('never'),
      ]);
      yield context.df.Task.any([context.df.createTimer(inSeconds(context, 60)), context.df.callActivity('none')]);
      throw new Error('That was all.');
    });
    const running = run();
    const failed = expect(running).rejects.toThrow('That was all.');
    await clock.pass(60 * secondMs);
    await failed;
    expect(clock.alarms.size).toBe(0);
  });

  test('waits for whichever comes first, and takes a timer back', async () => {
    const { run, clock, driver } = drive(function* (context) {
      const timer = context.df.createTimer(inSeconds(context, 60));
      const bell = context.df.waitForExternalEvent('bell');
      const first = yield context.df.Task.any([timer, bell]);
      if (first === bell) timer.cancel();
      return { first: first === bell ? 'bell' : 'timer', told: bell.result, heard: bell.isCompleted };
    });
    const running = run();
    await clock.pass(secondMs);
    expect(driver.raise('one', 'bell', { loud: true })).toEqual({ raised: true });
    await clock.pass(0);
    expect(clock.alarms.size).toBe(0);
    expect(await running).toEqual({ first: 'bell', told: { loud: true }, heard: true });
    expect(driver.raise('one', 'bell')).toEqual({ raised: false });
  });

  test('hears of an event that came before it waited, and its newest waiter hears first', async () => {
    const { run, clock, driver } = drive(function* (context) {
      yield context.df.createTimer(inSeconds(context, 60));
      const early = yield context.df.waitForExternalEvent('early');
      const [older, newer] = [context.df.waitForExternalEvent('late'), context.df.waitForExternalEvent('late')];
      yield context.df.Task.any([older, newer]);
      return { early, older: older.isCompleted, newer: newer.result };
    });
    const running = run();
    driver.raise('one', 'early', 1);
    await clock.pass(60 * secondMs);
    driver.raise('one', 'late', 2);
    expect(await running).toEqual({ early: 1, older: false, newer: 2 });
  });

  test('begins anew with another input when it asks for that', async () => {
    const { run } = drive(
      function* (context) {
        const input = context.df.getInput<{ left: number; ids: string[] }>();
        const ids = [...input.ids, context.df.newGuid('x')];
        if (input.left > 0) context.df.continueAsNew({ left: input.left - 1, ids });
        return yield context.df.callActivity('echo', ids);
      },
      { activities: { echo: async (told) => told } },
    );
    const ids = (await run({ left: 2, ids: [] })) as string[];
    expect(new Set(ids).size).toBe(3);
  });

  test('does not run twice under one id', async () => {
    const { run, driver } = drive(function* (context) {
      return yield context.df.waitForExternalEvent('end');
    });
    const running = run();
    await expect(driver.run('main', 'one', null)).rejects.toThrow('runs already');
    driver.raise('one', 'end', 'ended');
    expect(await running).toBe('ended');
  });
});

test('the workflow asks Durable for nothing that the driver lacks', () => {
  const root = join(import.meta.dirname, '../../..');
  const driven = readFileSync(join(root, 'cli/driver/workflow-context.ts'), 'utf8');
  const files = readdirSync(join(root, 'shared/workflow'), { recursive: true, encoding: 'utf8' });
  const used = files
    .filter((file) => file.endsWith('.ts'))
    .flatMap((file) => [...readFileSync(join(root, 'shared/workflow', file), 'utf8').matchAll(/\.df\.(\w+)/g)])
    .map(([, name]) => name as string);
  expect(used.length).toBeGreaterThan(20);
  expect([...new Set(used)].filter((name) => !driven.includes(`'${name}'`))).toEqual([]);
});
