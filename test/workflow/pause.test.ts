import { expect, test } from '@jest/globals';
import type { OrchestrationHandler } from 'durable-functions';
import { cancelRequestedEvent } from '../../shared/runs/requests.ts';
import { pauseLookingForCancel, pauseUnlessCancelled } from '../../shared/workflow/pause.ts';
import { askUntil, type Pause } from '../../shared/workflow/typed-call.ts';
import { waitUntil } from '../../shared/workflow/wait-until.ts';
import { createInProcessHub, hubStartMs } from '../support/functions-host/in-process-hub.ts';

const [second, minute, hour] = [1_000, 60_000, 3_600_000];
const throttled = { code: 'Throttled', message: 'slow down', retryable: true, retryAfterMs: hour };

type Pauses = (context: Parameters<OrchestrationHandler>[0]) => Pause;
const rung: Pauses = (context) => pauseUnlessCancelled(context);
const looking: Pauses = (context) => pauseLookingForCancel(context, 'run');

/** Asks, until four minutes have passed, somebody who throttles until `healsAfterMs` have passed. */
function openHub(pauses: Pauses, healsAfterMs = Number.POSITIVE_INFINITY) {
  const asked: number[] = [];
  const record = { cancelRequested: false };
  const asks: OrchestrationHandler = function* (context) {
    const deadline = new Date(context.df.currentUtcDateTime.getTime() + 4 * minute);
    const ask = askUntil(context, deadline, second, pauses(context));
    const answer = yield* ask('reconcileCluster', { cluster: { subscriptionId: 's', resourceGroup: 'g', name: 'c' } });
    return answer.ok ? 'answered' : answer.failure.code;
  };
  const hub = createInProcessHub({
    orchestrators: { asks },
    activities: {
      async reconcileCluster() {
        const sinceMs = hub.now() - hubStartMs;
        asked.push(sinceMs);
        return sinceMs >= healsAfterMs ? { ok: true, value: { state: 'accepted' } } : { ok: false, failure: throttled };
      },
      readCancelRequest: async () => ({ ok: true, value: record }),
    },
  });
  hub.client.start('asks', 'a', '{}');
  const pass = async (ms: number) => {
    for (let passed = 0; passed < ms; passed += second) await hub.advance(second);
  };
  return { hub, asked, record, pass };
}

test.each([
  ['of a run', rung],
  ['of a node', looking],
])('a server that asks for an hour is asked again at the deadline %s, and not after it', async (_, pauses) => {
  const { hub, asked, pass } = openHub(pauses);
  await hub.advance(0);
  await pass(4 * minute + 10 * second);
  expect(hub.output('a')).toBe('Throttled');
  expect(asked).toHaveLength(2);
  expect(asked[1]).toBeGreaterThanOrEqual(4 * minute - second);
  expect(asked[1]).toBeLessThan(4 * minute + 5 * second);
});

test('the last try may be the one that succeeds', async () => {
  const { hub, pass } = openHub(rung, 3 * minute);
  await hub.advance(0);
  await pass(4 * minute + 10 * second);
  expect(hub.output('a')).toBe('answered');
});

test('a bell ends such a wait at once', async () => {
  const { hub, asked, pass } = openHub(rung);
  await hub.advance(0);
  await pass(20 * second);
  hub.client.raiseEvent('a', cancelRequestedEvent, '{}');
  await hub.advance(0);
  expect([hub.find('a').status, hub.output('a'), asked.length]).toEqual(['Completed', 'Cancelled', 1]);
});

test('where nobody rings, a look at the record ends it within seconds', async () => {
  const { hub, record, pass } = openHub(looking);
  await hub.advance(0);
  await pass(20 * second);
  record.cancelRequested = true;
  await pass(6 * second);
  expect([hub.find('a').status, hub.output('a')]).toEqual(['Completed', 'Cancelled']);
});

test('a bell that rings between two pauses is heard at the next one', async () => {
  let polls = 0;
  const waits: OrchestrationHandler = function* (context) {
    const pause = pauseUnlessCancelled(context);
    const deadline = new Date(context.df.currentUtcDateTime.getTime() + hour);
    return yield* waitUntil<'open'>(context, {
      ...{ deadline, firstDelayMs: minute, pause, wokenBy: 'knock' },
      *poll() {
        yield context.df.callActivity('poll', {});
        return { state: 'not-yet', waitingFor: 'The door is shut.' };
      },
    });
  };
  const hub = createInProcessHub({
    orchestrators: { waits },
    activities: {
      async poll() {
        if (++polls === 3) hub.client.raiseEvent('a', cancelRequestedEvent, '{}');
        return {};
      },
    },
  });
  hub.client.start('waits', 'a', '{}');
  await hub.advance(0);
  for (let minutes = 0; minutes < 5; minutes++) await hub.advance(minute);
  expect([polls, hub.output('a')]).toEqual([
    3,
    { end: 'gave-up', code: 'Cancelled', message: 'The run was cancelled.' },
  ]);
});

test('an event that comes during the look that another has begun is heard too', async () => {
  const polledAt: number[] = [];
  const waits: OrchestrationHandler = function* (context) {
    const deadline = new Date(context.df.currentUtcDateTime.getTime() + hour);
    return yield* waitUntil<'open'>(context, {
      ...{ deadline, firstDelayMs: minute, pause: pauseUnlessCancelled(context), wokenBy: 'knock' },
      *poll() {
        yield context.df.callActivity('poll', {});
        return { state: 'not-yet', waitingFor: 'The door is shut.' };
      },
    });
  };
  const hub = createInProcessHub({
    orchestrators: { waits },
    activities: {
      async poll() {
        polledAt.push((hub.now() - hubStartMs) / minute);
        // The fourth look is the one that the first event has begun.
        if (polledAt.length === 4) hub.client.raiseEvent('a', 'knock', '{}');
        return {};
      },
    },
  });
  hub.client.start('waits', 'a', '{}');
  await hub.advance(0);
  for (let halves = 0; halves < 5; halves++) await hub.advance(minute / 2);
  expect(polledAt).toEqual([0, 1, 2]);
  hub.client.raiseEvent('a', 'knock', '{}');
  await hub.advance(0);
  expect(polledAt).toEqual([0, 1, 2, 2.5, 2.5]);
});

test('a wait whose timers come a moment early does not spin before its deadline', async () => {
  let polls = 0;
  const waits: OrchestrationHandler = function* (context) {
    const deadline = new Date(context.df.currentUtcDateTime.getTime() + minute + 700);
    return yield* waitUntil(context, {
      ...{ deadline, firstDelayMs: 10 * minute },
      *poll() {
        yield context.df.callActivity('poll', {});
        return { state: 'not-yet', waitingFor: 'The door is shut.' };
      },
    });
  };
  const hub = createInProcessHub({ orchestrators: { waits }, activities: { poll: async () => ({ polls: ++polls }) } });
  hub.client.start('waits', 'a', '{}');
  await hub.advance(0);
  await hub.advance(minute);
  expect([polls, hub.output('a')]).toMatchObject([2, { code: 'DeadlineExceeded' }]);
});
