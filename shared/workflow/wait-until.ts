import type { OrchestrationContext, TimerTask } from 'durable-functions';
import { backOff } from './back-off.ts';
import type { Stretch } from './typed-call.ts';

/** What one poll of something slow showed. */
export type Polled<T> =
  | { state: 'there'; value: T }
  | { state: 'not-yet'; waitingFor: string }
  | { state: 'never'; code: string; message: string };

export type WaitEnd<T> = { end: 'reached'; value: T } | { end: 'gave-up'; code: string; message: string };

/** It will never be, for the reason of a failure. */
export function never({ code, message }: { code: string; message: string }): Polled<never> {
  return { state: 'never', code, message };
}

/**
 * Polls on durable timers until the thing is there, will never be, or the deadline passes. Nothing runs and nothing is
 * billed between two polls. `wokenBy` names an external event that brings the next poll forward; one that comes during a
 * poll may be missed, and the next poll then comes in its own time.
 */
export function* waitUntil<T>(
  context: OrchestrationContext,
  options: { deadline: Date; firstDelayMs: number; poll: () => Stretch<Polled<T>>; wokenBy?: string },
): Stretch<WaitEnd<T>> {
  for (let attempt = 0; ; attempt++) {
    const seen = yield* options.poll();
    if (seen.state === 'there') return { end: 'reached', value: seen.value };
    if (seen.state === 'never') return { end: 'gave-up', code: seen.code, message: seen.message };
    const nowMs = context.df.currentUtcDateTime.getTime();
    const deadlineMs = options.deadline.getTime();
    if (nowMs >= deadlineMs)
      return { end: 'gave-up', code: 'DeadlineExceeded', message: `Gave up waiting: ${seen.waitingFor}` };
    const delayMs = backOff(options.firstDelayMs, attempt);
    const timer = context.df.createTimer(new Date(Math.min(nowMs + delayMs, deadlineMs)));
    if (options.wokenBy === undefined) yield timer;
    else yield* raceWithEvent(context, timer, options.wokenBy);
  }
}

/**
 * A new wait for the event each time: Durable gives an event to the youngest of those who wait for it, which is meant for
 * loops like ours. The timer must be cancelled, or the instance could not end before it has fired.
 */
function* raceWithEvent(context: OrchestrationContext, timer: TimerTask, eventName: string): Stretch<void> {
  const woken = context.df.waitForExternalEvent(eventName);
  const first = yield context.df.Task.any([timer, woken]);
  if (first !== timer) timer.cancel();
}
