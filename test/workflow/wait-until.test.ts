import { expect, test } from '@jest/globals';
import type { OrchestrationHandler } from 'durable-functions';
import { waitUntil } from '../../shared/workflow/wait-until.ts';
import { createInProcessHub } from '../support/functions-host/in-process-hub.ts';

const minute = 60_000;

/** Looks at a door every ten minutes; an event may call it there earlier. */
function openHub(doorOpensAtLook: number, wokenBy?: string) {
  let looks = 0;
  const waits: OrchestrationHandler = function* (context) {
    const deadline = new Date(context.df.currentUtcDateTime.getTime() + 60 * minute);
    return yield* waitUntil<'open'>(context, {
      deadline,
      firstDelayMs: 10 * minute,
      ...(wokenBy !== undefined && { wokenBy }),
      *look() {
        const seen = (yield context.df.callActivity('look', {})) as { open: boolean };
        return seen.open
          ? { state: 'there', value: 'open' }
          : { state: 'not-yet', waitingFor: 'The door is shut.', retryAfterMs: null };
      },
    });
  };
  const hub = createInProcessHub({
    orchestrators: { waits },
    activities: { look: async () => ({ open: ++looks >= doorOpensAtLook }) },
  });
  hub.client.start('waits', 'a', '{}');
  return { hub, looks: () => looks };
}

test('an event brings the next look forward, and the timer that lost keeps nothing open', async () => {
  const { hub } = openHub(2, 'knock');
  await hub.advance(minute);
  hub.client.raiseEvent('a', 'knock', '{}');
  await hub.advance(0);
  expect(hub.output('a')).toEqual({ end: 'reached', value: 'open' });
  expect(hub.find('a').status).toBe('Completed');
});

test('every event does, also one after looks that came in their own time', async () => {
  const { hub, looks } = openHub(9, 'knock');
  await hub.advance(0);
  await hub.advance(10 * minute);
  expect(looks()).toBe(2);
  for (const expected of [3, 4]) {
    hub.client.raiseEvent('a', 'knock', '{}');
    await hub.advance(0);
    expect(looks()).toBe(expected);
  }
  await hub.advance(40 * minute);
  expect(looks()).toBeGreaterThan(4);
});

test('without an event to wait for, none disturbs', async () => {
  const { hub, looks } = openHub(2);
  await hub.advance(minute);
  hub.client.raiseEvent('a', 'knock', '{}');
  await hub.advance(0);
  expect(looks()).toBe(1);
});
