import type { Log } from '../../app/log.ts';
import { eventBase, eventType, type HistoryEvent, marker } from '../hub/history-event.ts';
import type { Instance, PendingActivity } from '../hub/instance.ts';
import type { TaskHub } from '../hub/task-hub.ts';
import { activityOutputObjection } from '../turns/strict-rules.ts';
import { activityResultJson, activityTriggerData } from '../turns/trigger-payloads.ts';
import { createConcurrencyQueue } from './concurrency-queue.ts';
import { type DurableFunctions, missingActivity } from './durable-functions.ts';
import type { DurableTracing } from './durable-tracing.ts';

export interface ActivityRunnerOptions {
  hub: TaskHub;
  functions: DurableFunctions;
  strict: boolean;
  tracing: DurableTracing;
  maxConcurrentActivities: number;
  log: Log;
  isStopped(): boolean;
  onChange(): void;
}

export interface ActivityRunner {
  /** Queues the instance's pending activities, except those that already wait or run. */
  takeUp(instance: Instance): void;
  /** How many activities wait or run. */
  size(): number;
}

interface Job {
  instanceId: string;
  executionId: string;
  activity: PendingActivity;
  instance: Pick<Instance, 'name' | 'instanceId' | 'executionId' | 'traceParent' | 'parent'>;
}

/** Creates the runner of activities. An activity runs at least once: it runs again until the hub has its result. */
export function createActivityRunner(options: ActivityRunnerOptions): ActivityRunner {
  const { hub, functions, strict, log } = options;
  const jobs = new Map<string, Job>();

  async function invoke({ activity, instance }: Job): Promise<HistoryEvent> {
    const completed = { TaskScheduledId: activity.taskId };
    try {
      const missing = missingActivity(functions, activity.name);
      if (missing !== undefined) throw new Error(missing);
      const result = await options.tracing.runActivity(instance, activity, (place) =>
        functions.invoke(activity.name, activityTriggerData(activity), place),
      );
      const resultJson = activityResultJson(result);
      const objection = strict ? activityOutputObjection(activity.name, resultJson) : undefined;
      if (objection !== undefined) return marker(eventType.ExecutionFailed, hub.clock.now(), objection);
      return { EventType: eventType.TaskCompleted, ...eventBase(hub.clock.now()), ...completed, Result: resultJson };
    } catch (error) {
      const { message, stack } = error instanceof Error ? error : new Error(String(error));
      return {
        EventType: eventType.TaskFailed,
        ...eventBase(hub.clock.now()),
        ...completed,
        Reason: `Activity function '${activity.name}' failed: ${message}`,
        Details: stack ?? '',
      };
    }
  }

  async function run(key: string): Promise<void> {
    const job = jobs.get(key);
    if (!job) return;
    const event = await invoke(job);
    jobs.delete(key);
    if (options.isStopped()) return;
    if (event.EventType === eventType.TaskFailed)
      log('warning', 'Host.DurableTask', `${job.instanceId}: ${event.Reason}`);
    const { instanceId, executionId, activity } = job;
    hub.commit({ type: 'activity-finished', instanceId, executionId, taskId: activity.taskId, event });
  }

  const queue = createConcurrencyQueue(options.maxConcurrentActivities, run, options.onChange);
  return {
    takeUp({ activities, name, instanceId, executionId, parent, traceParent }) {
      // The instance changes while its activities run.
      const instance = { name, instanceId, executionId, parent, ...(traceParent !== undefined && { traceParent }) };
      for (const activity of activities) {
        const key = `${executionId}/${activity.taskId}`;
        if (jobs.has(key)) continue;
        jobs.set(key, { instanceId, executionId, activity, instance });
        queue.add(key);
      }
    },
    size: queue.size,
  };
}
