import { expect, test } from '@jest/globals';
import type { OrchestrationHandler } from 'durable-functions';
import { settleAll } from '../../shared/workflow/settle-all.ts';
import { createInProcessHub } from '../support/functions-host/in-process-hub.ts';

const minute = 60_000;

/** A child takes as many minutes as its input says. Negative ones throw after that time. */
const child: OrchestrationHandler = function* (context) {
  const minutes = context.df.getInput<number>();
  yield context.df.createTimer(new Date(context.df.currentUtcDateTime.getTime() + Math.abs(minutes) * minute));
  if (minutes < 0) throw new Error(`broke after ${-minutes}`);
  return minutes;
};

function openHub(children: number[]) {
  const asked: string[] = [];
  const parent: OrchestrationHandler = function* (context) {
    const tasks = children.map((minutes, index) => context.df.callSubOrchestrator('child', minutes, `child-${index}`));
    const ends = yield* settleAll<number>(context, tasks);
    // What is asked for afterwards must not be mistaken for one of the tasks in a replay.
    const afterwards = yield context.df.callActivity('sum', ends.length);
    return { ends: ends.map((end) => (end.ok ? end.value : end.reason.split('\n')[0])), afterwards };
  };
  const hub = createInProcessHub({
    orchestrators: { parent, child },
    activities: {
      async sum(input) {
        asked.push(String(input));
        return input;
      },
    },
  });
  hub.client.start('parent', 'a', '{}');
  return { hub, asked };
}

async function pass(hub: ReturnType<typeof createInProcessHub>, minutes: number) {
  for (let passed = 0; passed < minutes; passed++) await hub.advance(minute);
}

test.each([[[1, 2, 3]], [[-1, 2, 3]], [[3, -1, -2]], [[-3, -2, -1]], [[2, 2, -2]], [[-1]]])(
  'children of %j minutes are all waited for, the broken ones too, each told as it ended',
  async (children) => {
    const { hub, asked } = openHub(children);
    await pass(hub, 4);
    const { ends } = hub.output('a') as { ends: (number | string)[] };
    expect(ends.map((end) => (typeof end === 'number' ? end : 'broke'))).toEqual(
      children.map((minutes) => (minutes < 0 ? 'broke' : minutes)),
    );
    expect(asked).toEqual([String(children.length)]);
    expect(children.map((_, index) => hub.find(`child-${index}`).history.length)).not.toContain(0);
  },
);

test('a child that is terminated takes no other with it', async () => {
  const { hub } = openHub([3, 3]);
  await pass(hub, 1);
  hub.client.terminate('child-0', 'by an operator');
  await pass(hub, 3);
  expect(hub.find('a').status).toBe('Completed');
  expect((hub.output('a') as { ends: unknown[] }).ends[1]).toBe(3);
});

test('a host that dies between any two writes comes to the same end', async () => {
  const whole = openHub([2, -1, 1]);
  await pass(whole.hub, 4);
  const expected = whole.hub.output('a');
  for (let written = 1; written <= whole.hub.records.length; written++) {
    const { hub } = openHub([2, -1, 1]);
    await pass(hub, 4);
    hub.restart(written);
    await pass(hub, 4);
    expect([written, hub.output('a')]).toEqual([written, expected]);
  }
});

test('nothing to wait for is no error', async () => {
  const { hub } = openHub([]);
  await pass(hub, 1);
  expect(hub.output('a')).toEqual({ ends: [], afterwards: 0 });
});
