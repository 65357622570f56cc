import type { OrchestrationContext, Task } from 'durable-functions';
import { cancelRequestedEvent } from '../runs/requests.ts';
import { after } from './back-off.ts';
import { askOnce, type Pause, type Stretch } from './typed-call.ts';

/** A pause for what a cancel must not cut short, such as cleaning up. */
export function pauseAnyway(context: OrchestrationContext): Pause {
  const waker = hangBells(context);
  return function* pause(until, wokenBy) {
    if (wokenBy === undefined) yield context.df.createTimer(until);
    else yield* waker(until, wokenBy, []);
    return false;
  };
}

/**
 * A pause that a cancel ends at once: whoever cancels a run rings its orchestration (`cancelRequestedEvent`). The bell
 * is one task for all pauses of an orchestration, so that it is also heard between two of them.
 */
export function pauseUnlessCancelled(context: OrchestrationContext): Pause {
  const bell = context.df.waitForExternalEvent(cancelRequestedEvent);
  const waker = hangBells(context);
  return function* pause(until, wokenBy) {
    if (bell.isCompleted) return true;
    if (wokenBy === undefined) yield* raceWithTimer(context, until, [bell]);
    else yield* waker(until, wokenBy, [bell]);
    return bell.isCompleted;
  };
}

/**
 * Waits for the timer, an event of this name, or one of the others. A bell that has not rung in one pause stays, so that an
 * event is heard that comes between two pauses. Each pause hangs one of its own: Durable gives an event to the task that was
 * yielded last, and would give a second one to a task that was yielded twice, which has rung already (durable-functions 3.5).
 */
function hangBells(context: OrchestrationContext) {
  const bells = new Map<string, Task[]>();
  return function* wait(until: Date, event: string, others: Task[]): Stretch<void> {
    const hung = bells.get(event) ?? [];
    if (!hung.some(hasRung)) {
      const bell = context.df.waitForExternalEvent(event);
      hung.push(bell);
      yield* raceWithTimer(context, until, [...others, bell]);
    }
    bells.set(
      event,
      hung.filter((bell) => !hasRung(bell)),
    );
  };
}

const hasRung = ({ isCompleted }: Task): boolean => isCompleted;

/** Waits for the timer or an event. The timer must be cancelled, because an instance cannot end while one is pending. */
function* raceWithTimer(context: OrchestrationContext, until: Date, events: Task[]): Stretch<void> {
  const timer = context.df.createTimer(until);
  const first = (yield context.df.Task.any([timer, ...events])) as Task;
  if (first !== timer) timer.cancel();
}

/** Time between two looks of an orchestration that nobody rings. */
const lookEveryMs = 5_000;

/**
 * The same for a sub-orchestration. Events reach a run's own orchestration alone, so this looks at the run's record
 * every few seconds.
 */
export function pauseLookingForCancel(context: OrchestrationContext, runId: string): Pause {
  const ask = askOnce(context);
  return function* pause(until) {
    for (;;) {
      const now = context.df.currentUtcDateTime;
      if (now >= until) return false;
      const next = after(now, lookEveryMs);
      const isLast = next >= until;
      yield context.df.createTimer(isLast ? until : next);
      const looked = yield* ask('readCancelRequest', { runId });
      if (looked.ok && looked.value.cancelRequested) return true;
      if (isLast) return false;
    }
  };
}
