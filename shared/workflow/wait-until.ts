import type { OrchestrationContext, TimerTask } from 'durable-functions';
import { backOff } from './back-off.ts';
import type { Stretch } from './typed-call.ts';

/** What one poll of something slow showed. */
export type Polled<T> =
  | { state: 'there'; value: T }
  | { state: 'not-yet'; waitingFor: string }
  | { state: 'never'; code: string; message: string };

/** How a wait ended. */
export type WaitEnd<T> = { end: 'reached'; value: T } | { end: 'gave-up'; code: string; message: string };

/** Turns a failure into a poll result that ends the wait. */
export function never({ code, message }: { code: string; message: string }): Polled<never> {
  return { state: 'never', code, message };
}

/**
 * Polls until the result is `there` or `never`, or the deadline has passed. Between two polls the orchestration is
 * unloaded: no code runs, so nothing is billed. `firstDelayMs` is the first interval; see backOff for the later ones.
 * `wokenBy` names an external event that starts the next poll at once. An event that arrives during a poll may be
 * missed; then the next poll happens at its usual time.
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
 * Waits for the timer or the event, whichever comes first. Each call waits for the event anew: Durable gives an event
 * to the newest waiter, so the older, abandoned waits do no harm. The timer must be cancelled, because an instance
 * cannot end while a timer is pending.
 */
function* raceWithEvent(context: OrchestrationContext, timer: TimerTask, eventName: string): Stretch<void> {
  const woken = context.df.waitForExternalEvent(eventName);
  const first = yield context.df.Task.any([timer, woken]);
  if (first !== timer) timer.cancel();
}
