import { randomUUID } from 'node:crypto';
import type { Log } from '../../app/log.ts';
import type { TurnOutcome } from '../hub/hub-record.ts';
import { isFinished } from '../hub/instance.ts';
import type { TaskHub } from '../hub/task-hub.ts';
import { endTurn, endWithoutOrchestrator, type TurnRules } from '../turns/end-turn.ts';
import { orchestrationTriggerData } from '../turns/trigger-payloads.ts';
import { beginTurn, isReadyForTurn, type Turn } from '../turns/turn.ts';
import type { TurnReply } from '../turns/turn-reply.ts';
import { createActivityRunner } from './activity-runner.ts';
import { createConcurrencyQueue } from './concurrency-queue.ts';
import { type DurableFunctions, missingActivity, missingOrchestrator } from './durable-functions.ts';
import { createDurableTimers } from './durable-timers.ts';

export interface DispatcherOptions {
  hub: TaskHub;
  functions: DurableFunctions;
  strict: boolean;
  maxConcurrentActivities: number;
  maxConcurrentOrchestrators: number;
  log: Log;
}

const category = 'Host.DurableTask';

/**
 * Keeps orchestrations going: runs a turn when an instance has messages, its activities, and its timers; what was
 * pending in the hub is taken up at once. Stops taking up work when the function returned is called.
 */
export function startDispatcher(options: DispatcherOptions): () => void {
  const { hub, functions, strict, log } = options;
  let stopped = false;

  const rules: TurnRules = {
    strict,
    missing: (kind, name) => (kind === 'activity' ? missingActivity : missingOrchestrator)(functions, name),
    taken(instanceId) {
      const other = hub.find(instanceId);
      const isTaken = other !== undefined && !isFinished(other.status);
      return isTaken
        ? `A sub-orchestration can't be started as '${instanceId}': that instance is ${other.status}.`
        : undefined;
    },
    newExecutionId: () => randomUUID().replaceAll('-', ''),
  };

  async function askOrchestrator(turn: Turn): Promise<TurnOutcome> {
    let reply: TurnReply;
    try {
      const missing = rules.missing('orchestrator', turn.instance.name);
      if (missing !== undefined) throw new Error(missing);
      reply = { ok: true, returnValue: await functions.invoke(turn.instance.name, orchestrationTriggerData(turn)) };
    } catch (error) {
      reply = { ok: false, message: error instanceof Error ? error.message : String(error) };
    }
    return endTurn(turn, reply, rules);
  }

  async function runTurn(instanceId: string): Promise<void> {
    const instance = hub.find(instanceId);
    if (!instance || !isReadyForTurn(instance)) return;
    const executionId = instance.executionId;
    const turn = beginTurn(instance, hub.clock.now());
    const outcome = endWithoutOrchestrator(turn) ?? (await askOrchestrator(turn));
    if (stopped || hub.find(instanceId)?.executionId !== executionId) return;
    if (outcome.status === 'Failed') log('error', category, `${instanceId}: ${outcome.outputJson}`);
    if (isFinished(outcome.status)) log('information', category, `${instanceId} (${instance.name}): ${outcome.status}`);
    const consumed = turn.messages.map((message) => message.sequence);
    hub.commit({ type: 'turn', instanceId, executionId, consumed, outcome });
  }

  const turns = createConcurrencyQueue(options.maxConcurrentOrchestrators, runTurn, paceClock);
  const activities = createActivityRunner({ ...options, isStopped: () => stopped, onChange: paceClock });
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
      if (isReadyForTurn(instance)) turns.add(id);
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
