import { expect, test } from '@jest/globals';
import type { OrchestrationHandler } from 'durable-functions';
import { waitUntil } from '../../shared/workflow/wait-until.ts';
import { createInProcessHub } from '../support/functions-host/in-process-hub.ts';

const minute = 60_000;

/** Polls a door every ten minutes. An event can make the next poll happen earlier. */
function openHub(doorOpensAtPoll: number, wokenBy?: string) {
  let polls = 0;
  const waits: OrchestrationHandler = function* (context) {
    const deadline = new Date(context.df.currentUtcDateTime.getTime() + 60 * minute);
    return yield* waitUntil<'open'>(context, {
      deadline,
      firstDelayMs: 10 * minute,
      ...(wokenBy !== undefined && { wokenBy }),
      *poll() {
        const seen = (yield context.df.callActivity('poll', {})) as { open: boolean };
        return seen.open ? { state: 'there', value: 'open' } : { state: 'not-yet', waitingFor: 'The door is shut.' };
      },
    });
  };
  const hub = createInProcessHub({
    orchestrators: { waits },
    activities: { poll: async () => ({ open: ++polls >= doorOpensAtPoll }) },
  });
  hub.client.start('waits', 'a', '{}');
  return { hub, polls: () => polls };
}

test('an event brings the next poll forward, and the timer that lost keeps nothing open', async () => {
  const { hub } = openHub(2, 'knock');
  await hub.advance(minute);
  hub.client.raiseEvent('a', 'knock', '{}');
  await hub.advance(0);
  expect(hub.output('a')).toEqual({ end: 'reached', value: 'open' });
  expect(hub.find('a').status).toBe('Completed');
});

test('every event does, also one after polls that came in their own time', async () => {
  const { hub, polls } = openHub(9, 'knock');
  await hub.advance(0);
  await hub.advance(10 * minute);
  expect(polls()).toBe(2);
  for (const expected of [3, 4]) {
    hub.client.raiseEvent('a', 'knock', '{}');
    await hub.advance(0);
    expect(polls()).toBe(expected);
  }
  await hub.advance(40 * minute);
  expect(polls()).toBeGreaterThan(4);
});

test('without an event to wait for, none disturbs', async () => {
  const { hub, polls } = openHub(2);
  await hub.advance(minute);
  hub.client.raiseEvent('a', 'knock', '{}');
  await hub.advance(0);
  expect(polls()).toBe(1);
});
