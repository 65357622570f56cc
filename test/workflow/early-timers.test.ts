import { expect, test } from '@jest/globals';
import type { OrchestrationContext, OrchestrationHandler } from 'durable-functions';
import type { Outcome } from '../../shared/activities/outcome.ts';
import { after } from '../../shared/workflow/back-off.ts';
import { pauseLookingForCancel } from '../../shared/workflow/pause.ts';
import { askWithin, type Stretch } from '../../shared/workflow/typed-call.ts';
import { waitUntil } from '../../shared/workflow/wait-until.ts';
import { createInProcessHub, hubStartMs } from '../support/functions-host/in-process-hub.ts';

/** Ends a loop that spins, because its timers fire at once and time stands still between them. */
const mostCalls = 200;

function openHub(orchestrator: OrchestrationHandler) {
  let calls = 0;
  const answer = async (): Promise<Outcome<object>> => {
    if (++calls > mostCalls) throw new Error('It spins.');
    return { ok: false, failure: { code: 'Throttled', message: 'later', retryable: true, httpStatus: 429 } } as never;
  };
  const look = async () => {
    if (++calls > mostCalls) throw new Error('It spins.');
    return { ok: true, value: { cancelRequested: false } };
  };
  const hub = createInProcessHub({
    orchestrators: { loops: orchestrator },
    activities: { beginRun: answer, poll: answer, readCancelRequest: look },
    timerLatencyMs: 20,
  });
  hub.client.start('loops', 'a', '{}');
  return { hub, calls: () => calls };
}

/** Milliseconds that a loop took, by its own clock. */
const timed = (loop: (context: OrchestrationContext) => Stretch<unknown>): OrchestrationHandler =>
  function* (context) {
    yield* loop(context);
    return context.df.currentUtcDateTime.getTime() - hubStartMs;
  };

const loops: Record<string, OrchestrationHandler> = {
  'a wait': timed((context) =>
    waitUntil(context, {
      deadline: after(context.df.currentUtcDateTime, 20_500),
      firstDelayMs: 1_000,
      *poll() {
        yield context.df.callActivity('poll', {});
        return { state: 'not-yet', waitingFor: 'a door' };
      },
    }),
  ),
  'a patient call': timed((context) =>
    askWithin(context, 20_500, 1_000)('beginRun', { runId: 'r', executionToken: 't', taskHub: 'h' }),
  ),
  'a pause that looks for a cancel': timed((context) =>
    pauseLookingForCancel(context, 'r')(after(context.df.currentUtcDateTime, 20_500)),
  ),
};

test.each(Object.entries(loops))('%s ends about its deadline and does not spin there', async (_what, loop) => {
  const { hub, calls } = openHub(loop);
  for (let second = 0; second < 30; second++) await hub.advance(1_000);
  expect(hub.find('a').status).toBe('Completed');
  expect(hub.output('a')).toBeGreaterThanOrEqual(19_000);
  expect(hub.output('a')).toBeLessThanOrEqual(21_000);
  expect(calls()).toBeLessThan(30);
});
