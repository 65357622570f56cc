import type { Log } from '../../app/log.ts';
import type { Versioning } from '../../app/versioning.ts';
import type { TaskHub } from '../hub/task-hub.ts';
import { createActivityRunner } from './activity-runner.ts';
import type { DurableFunctions } from './durable-functions.ts';
import { createDurableTimers } from './durable-timers.ts';
import type { DurableTracing } from './durable-tracing.ts';
import { createTurnRunner } from './turn-runner.ts';

export interface DispatcherOptions {
  hub: TaskHub;
  functions: DurableFunctions;
  strict: boolean;
  versioning: Versioning;
  /** Milliseconds that a storage takes before it hides a timer's message; none when absent. */
  timerLatencyMs?: number;
  tracing: DurableTracing;
  maxConcurrentActivities: number;
  maxConcurrentOrchestrators: number;
  log: Log;
}

/**
 * Starts to run orchestrations: the turns of instances that have messages, their activities and their timers. Work that
 * is pending in the hub starts at once. Returns a function that stops it from starting more work.
 */
export function startDispatcher(options: DispatcherOptions): () => void {
  const { hub } = options;
  let stopped = false;
  const running = { ...options, isStopped: () => stopped, onChange: paceClock };
  const turns = createTurnRunner(running);
  const activities = createActivityRunner(running);
  const timers = createDurableTimers(hub);

  function paceClock(): void {
    const isIdle = turns.size() === 0 && activities.size() === 0;
    hub.clock.setIdle(isIdle && timers.hasPending());
    if (!stopped) timers.arm();
  }

  function takeUp(instanceIds: Iterable<string>): void {
    if (stopped) return;
    for (const id of new Set(instanceIds)) {
      const instance = hub.find(id);
      if (!instance) continue;
      turns.takeUp(instance);
      activities.takeUp(instance);
    }
    paceClock();
  }

  hub.subscribe(takeUp);
  takeUp([...hub.instances()].map((instance) => instance.instanceId));
  return () => {
    stopped = true;
    timers.disarm();
  };
}
