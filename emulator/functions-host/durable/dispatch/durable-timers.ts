import { longestTimeoutMs } from '../../../seams/clock.ts';
import { eventBase, eventType } from '../hub/history-event.ts';
import type { Instance, PendingTimer } from '../hub/instance.ts';
import type { TaskHub } from '../hub/task-hub.ts';

export interface DurableTimers {
  hasPending(): boolean;
  /** Arms the earliest timer for the clock's current pace, and replaces the timer that was armed before. */
  arm(): void;
  disarm(): void;
}

/** Creates the object that fires durable timers, the earliest first. Each timer is one durable write. */
export function createDurableTimers(hub: TaskHub): DurableTimers {
  let cancel: (() => void) | undefined;
  /** The instances that have timers. A hub has many that have ended, and this is asked at every write. */
  const waiting = new Map<string, Instance>();
  const note = (id: string) => {
    const instance = hub.find(id);
    if (instance && instance.timers.length > 0) waiting.set(id, instance);
    else waiting.delete(id);
  };
  for (const { instanceId } of hub.instances()) note(instanceId);
  hub.subscribe((instanceIds) => instanceIds.forEach(note));

  function earliest(): { instance: Instance; timer: PendingTimer } | undefined {
    let found: { instance: Instance; timer: PendingTimer } | undefined;
    for (const instance of waiting.values()) {
      for (const timer of instance.timers) {
        if (!found || timer.visibleAtMs < found.timer.visibleAtMs) found = { instance, timer };
      }
    }
    return found;
  }

  function fire(): void {
    cancel = undefined;
    const next = earliest();
    if (!next) return;
    const { instance, timer } = next;
    if (timer.visibleAtMs > hub.clock.now() + 1) {
      arm();
      return;
    }
    hub.clock.skipTo(timer.visibleAtMs);
    hub.commit({
      type: 'timer-fired',
      instanceId: instance.instanceId,
      executionId: instance.executionId,
      timerId: timer.timerId,
      event: {
        EventType: eventType.TimerFired,
        ...eventBase(hub.clock.now()),
        TimerId: timer.timerId,
        FireAt: new Date(timer.fireAtMs).toISOString(),
      },
    });
  }

  function arm(): void {
    cancel?.();
    const next = earliest();
    cancel = next && hub.clock.at(next.timer.visibleAtMs, longestTimeoutMs, fire);
  }

  return { hasPending: () => waiting.size > 0, arm, disarm: () => cancel?.() };
}
