import { longTimerIntervalMs, maximumShortTimerMs } from '../limits.ts';
import { actionType, type OrchestratorAction, type RetryOptions } from './orchestrator-action.ts';
import { retryDelayMs } from './retry-delay.ts';
import { createTask, type SynchronousTask, settledTask, whenAll, whenAny } from './synchronous-task.ts';

/** Work that an action asks for, with its id in the history. */
export type ScheduledWork =
  | { kind: 'activity'; id: number; name: string; input: unknown }
  | { kind: 'sub-orchestration'; id: number; name: string; version: string; input: unknown; instanceId: string }
  | { kind: 'timer'; id: number; fireAtMs: number };

type Unnumbered = ScheduledWork extends infer Work ? (Work extends ScheduledWork ? Omit<Work, 'id'> : never) : never;

/** The state of replaying one execution of an orchestrator. It is mutable and lives for one replay only. */
export interface ReplayState {
  executionId: string;
  nowMs: number;
  nextId: number;
  /** Work that the actions have asked for and that no history event has confirmed yet. */
  unconfirmed: Map<number, ScheduledWork>;
  /** Tasks that are not settled yet, without timers that were cancelled. */
  open: Map<number, { task: SynchronousTask; kind: ScheduledWork['kind'] }>;
  /** How many external events were raised and not yet awaited, by lower-case name. */
  buffered: Map<string, number>;
  /** Tasks that wait for an external event. An event settles the latest one first, as in the extension and the SDK. */
  waiting: Map<string, SynchronousTask[]>;
  continueAsNew: { input: unknown } | undefined;
  /** Set when an action needs something that this host does not support. */
  unsupported: string | undefined;
}

function schedule(state: ReplayState, work: (id: number) => Unnumbered): SynchronousTask {
  const id = state.nextId++;
  const numbered = { ...work(id), id } as ScheduledWork;
  const task = createTask();
  state.unconfirmed.set(id, numbered);
  state.open.set(id, { task, kind: numbered.kind });
  return task;
}

function createTimer(state: ReplayState, fireAtMs: number, isCanceled: boolean): SynchronousTask {
  const isLong = fireAtMs - state.nowMs > maximumShortTimerMs;
  const id = state.nextId;
  const task = schedule(state, () => ({
    kind: 'timer',
    fireAtMs: isLong ? state.nowMs + longTimerIntervalMs : fireAtMs,
  }));
  if (isCanceled) {
    state.open.delete(id);
    task.settle('failed');
    return task;
  }
  if (!isLong) return task;
  const whole = createTask();
  task.whenSettled(() => createTimer(state, fireAtMs, false).whenSettled(() => whole.settle('succeeded')));
  return whole;
}

function withRetry(state: ReplayState, options: RetryOptions, attempt: () => SynchronousTask): SynchronousTask {
  const whole = createTask();
  const firstAttemptMs = state.nowMs;
  const run = (number: number): void => {
    const task = attempt();
    task.whenSettled(() => {
      if (task.state === 'succeeded') return whole.settle('succeeded');
      const delayMs = retryDelayMs(options, number, state.nowMs - firstAttemptMs);
      if (delayMs === undefined) return whole.settle('failed');
      createTimer(state, state.nowMs + delayMs, false).whenSettled(() =>
        number < options.maxNumberOfAttempts ? run(number + 1) : whole.settle('failed'),
      );
    });
  };
  run(1);
  return whole;
}

function waitForEvent(state: ReplayState, eventName: string): SynchronousTask {
  const key = eventName.toLowerCase();
  const buffered = state.buffered.get(key) ?? 0;
  if (buffered > 0) {
    state.buffered.set(key, buffered - 1);
    return settledTask();
  }
  const task = createTask();
  state.waiting.set(key, [...(state.waiting.get(key) ?? []), task]);
  return task;
}

function refuse(state: ReplayState, what: string): SynchronousTask {
  state.unsupported ??= `${what} not supported by this host.`;
  return createTask();
}

/** Starts one action and returns the task that the orchestrator would await. */
export function startAction(state: ReplayState, action: OrchestratorAction): SynchronousTask {
  switch (action.actionType) {
    case actionType.CallActivity:
      return schedule(state, () => ({ kind: 'activity', name: action.functionName, input: action.input }));
    case actionType.CallActivityWithRetry:
      return withRetry(state, action.retryOptions, () =>
        schedule(state, () => ({ kind: 'activity', name: action.functionName, input: action.input })),
      );
    case actionType.CallSubOrchestrator:
    case actionType.CallSubOrchestratorWithRetry: {
      const call = () =>
        schedule(state, (id) => ({
          kind: 'sub-orchestration',
          name: action.functionName,
          version: action.version ?? '',
          input: action.input,
          instanceId: action.instanceId || `${state.executionId}:${id.toString(16).padStart(4, '0')}`,
        }));
      return action.actionType === actionType.CallSubOrchestrator
        ? call()
        : withRetry(state, action.retryOptions, call);
    }
    case actionType.ContinueAsNew:
      state.continueAsNew = { input: action.input };
      return settledTask();
    case actionType.CreateTimer:
      return createTimer(state, action.fireAt, action.isCanceled);
    case actionType.WaitForExternalEvent:
      return waitForEvent(state, action.externalEventName);
    case actionType.WhenAll:
      return whenAll(action.compoundActions.map((each) => startAction(state, each)));
    case actionType.WhenAny:
      return whenAny(action.compoundActions.map((each) => startAction(state, each)));
    case actionType.CallHttp:
      return refuse(state, 'callHttp is');
    default:
      return refuse(state, 'Durable entities are');
  }
}
