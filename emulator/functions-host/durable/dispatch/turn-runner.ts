import { randomUUID } from 'node:crypto';
import type { Log } from '../../app/log.ts';
import { mayRun, type Versioning, versionMismatch } from '../../app/versioning.ts';
import type { TurnOutcome } from '../hub/hub-record.ts';
import { type Instance, isFinished } from '../hub/instance.ts';
import type { TaskHub } from '../hub/task-hub.ts';
import { endTurn, endWithoutOrchestrator, type TurnRules } from '../turns/end-turn.ts';
import { orchestrationTriggerData } from '../turns/trigger-payloads.ts';
import { beginTurn, isReadyForTurn, type Turn } from '../turns/turn.ts';
import { finish } from '../turns/turn-outcome.ts';
import type { TurnReply } from '../turns/turn-reply.ts';
import { createConcurrencyQueue } from './concurrency-queue.ts';
import { type DurableFunctions, missingActivity, missingOrchestrator } from './durable-functions.ts';
import type { DurableTracing } from './durable-tracing.ts';

export interface TurnRunnerOptions {
  hub: TaskHub;
  functions: DurableFunctions;
  strict: boolean;
  versioning: Versioning;
  timerLatencyMs?: number;
  tracing: DurableTracing;
  maxConcurrentOrchestrators: number;
  log: Log;
  isStopped(): boolean;
  onChange(): void;
}

export interface TurnRunner {
  /** Queues a turn of the instance when it has messages to handle. Turns of one instance never overlap. */
  takeUp(instance: Instance): void;
  /** How many turns wait or run. */
  size(): number;
}

const category = 'Host.DurableTask';

function createTurnRules(options: TurnRunnerOptions): TurnRules {
  const { hub, functions, strict, versioning, tracing, timerLatencyMs = 0 } = options;
  return {
    strict,
    traceSub: (instance, taskId) => tracing.startSub(instance, taskId),
    timerLatencyMs,
    defaultVersion: versioning.defaultVersion,
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
}

/** Creates the runner of turns. A turn gives an orchestrator its history and commits the outcome of its reply. */
export function createTurnRunner(options: TurnRunnerOptions): TurnRunner {
  const { hub, functions, versioning, log } = options;
  const rules = createTurnRules(options);

  async function askOrchestrator(turn: Turn): Promise<TurnOutcome> {
    let reply: TurnReply;
    try {
      const missing = rules.missing('orchestrator', turn.instance.name);
      if (missing !== undefined) throw new Error(missing);
      const { name } = turn.instance;
      const place = options.tracing.turn(turn.instance);
      reply = { ok: true, returnValue: await functions.invoke(name, orchestrationTriggerData(turn), place) };
    } catch (error) {
      reply = { ok: false, message: error instanceof Error ? error.message : String(error) };
    }
    return endTurn(turn, reply, rules);
  }

  async function run(instanceId: string): Promise<void> {
    const instance = hub.find(instanceId);
    if (!instance || !isReadyForTurn(instance)) return;
    const executionId = instance.executionId;
    const turn = beginTurn(instance, hub.clock.now());
    const outcome = mayRun(instance.version, versioning)
      ? (endWithoutOrchestrator(turn) ?? (await askOrchestrator(turn)))
      : finish(turn, 'Failed', JSON.stringify(versionMismatch));
    if (options.isStopped() || hub.find(instanceId)?.executionId !== executionId) return;
    if (outcome.status === 'Failed') log('error', category, `${instanceId}: ${outcome.outputJson}`);
    if (isFinished(outcome.status)) log('information', category, `${instanceId} (${instance.name}): ${outcome.status}`);
    const last = isFinished(outcome.status);
    const failed = outcome.status === 'Failed' || outcome.status === 'Terminated';
    if (last || outcome.continueAsNew) options.tracing.ended(instance, { failed, last });
    const consumed = turn.messages.map((message) => message.sequence);
    hub.commit({ type: 'turn', instanceId, executionId, consumed, outcome });
  }

  const rejected = new Set<string>();
  /** Gives the instance back, with its messages, for a host of a fitting version: a later one on this hub. */
  function reject({ instanceId, version }: Instance): void {
    if (rejected.has(instanceId)) return;
    rejected.add(instanceId);
    const own = versioning.defaultVersion;
    log('warning', category, `${instanceId} is left alone: its version is '${version}', this host's '${own}'.`);
  }

  const queue = createConcurrencyQueue(options.maxConcurrentOrchestrators, run, options.onChange);
  return {
    takeUp(instance) {
      if (!isReadyForTurn(instance)) return;
      if (versioning.failureStrategy === 'Reject' && !mayRun(instance.version, versioning)) return reject(instance);
      queue.add(instance.instanceId);
    },
    size: queue.size,
  };
}
