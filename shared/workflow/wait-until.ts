import type { OrchestrationContext } from 'durable-functions';
import { cancellation } from '../runs/conclude-run.ts';
import { hasPassed, nextLook } from './back-off.ts';
import { pauseAnyway } from './pause.ts';
import type { Pause, Stretch } from './typed-call.ts';

/** What one poll of something slow showed. */
export type Polled<T> =
  | { state: 'there'; value: T }
  /** `nextLookMs`: when to poll again, where the usual intervals would be too soon or too late. */
  | { state: 'not-yet'; waitingFor: string; nextLookMs?: number }
  | { state: 'never'; code: string; message: string };

/** How a wait ended. */
export type WaitEnd<T> = { end: 'reached'; value: T } | { end: 'gave-up'; code: string; message: string };

/** Turns a failure into a poll result that ends the wait. */
export function never({ code, message }: { code: string; message: string }): Polled<never> {
  return { state: 'never', code, message };
}

/**
 * Polls until the result is `there` or `never`, the deadline has passed, or the run is cancelled (if `pause` sees that;
 * then the code is `Cancelled`). Between two polls the orchestration is unloaded: no code runs, so nothing is billed.
 * `firstDelayMs` is the first interval; see nextLook for the later ones. `takesMs`: what is waited for has just been asked for
 * and takes at least so long, so that the first poll comes then. `wokenBy` names an external event that starts the
 * next poll at once.
 */
export function* waitUntil<T>(
  context: OrchestrationContext,
  options: {
    deadline: Date;
    firstDelayMs: number;
    takesMs?: number | undefined;
    poll: () => Stretch<Polled<T>>;
    pause?: Pause;
    wokenBy?: string;
  },
): Stretch<WaitEnd<T>> {
  const pause = options.pause ?? pauseAnyway(context);
  const deadlineMs = options.deadline.getTime();
  const { takesMs, firstDelayMs, wokenBy } = options;
  if (takesMs !== undefined) {
    const firstMs = context.df.currentUtcDateTime.getTime() + takesMs;
    if (yield* pause(new Date(Math.min(firstMs, deadlineMs)), wokenBy)) return { end: 'gave-up', ...cancellation };
  }
  for (let attempt = takesMs === undefined ? 0 : 1; ; attempt++) {
    const seen = yield* options.poll();
    if (seen.state === 'there') return { end: 'reached', value: seen.value };
    if (seen.state === 'never') return { end: 'gave-up', code: seen.code, message: seen.message };
    const nowMs = context.df.currentUtcDateTime.getTime();
    if (hasPassed(nowMs, deadlineMs))
      return { end: 'gave-up', code: 'DeadlineExceeded', message: `Gave up waiting: ${seen.waitingFor}` };
    const delayMs = seen.nextLookMs ?? nextLook(firstDelayMs, attempt);
    const until = new Date(Math.min(nowMs + delayMs, deadlineMs));
    if (yield* pause(until, wokenBy)) return { end: 'gave-up', ...cancellation };
  }
}
