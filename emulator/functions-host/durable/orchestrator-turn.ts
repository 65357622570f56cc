import { z } from 'zod';
import type { TypedData } from '../app/core-api.ts';
import { type EventRaised, eventBase, eventType, type HistoryEvent, marker } from './history-event.ts';
import type { TurnOutcome } from './hub-record.ts';
import { type InboxMessage, type Instance, isFinished } from './instance.ts';
import { type OrchestratorState, orchestratorStateSchema } from './orchestrator-action.ts';
import { type Replay, replayActions } from './replay-actions.ts';
import type { ScheduledWork } from './replay-tasks.ts';
import { type Objection, openTimersObjection, orchestratorObjection, stuckObjection } from './strict-rules.ts';

/** What an orchestrator's function replied in one turn. */
export type TurnReply = { ok: true; returnValue: TypedData | null | undefined } | { ok: false; message: string };

export interface TurnRules {
  strict: boolean;
  /** Why a function can't be called; undefined when it can. */
  missing(kind: 'activity' | 'orchestrator', name: string): Objection;
  /** Why an instance id is taken; undefined when it is free. */
  taken(instanceId: string): Objection;
  newExecutionId(): string;
}

export interface Turn {
  instance: Instance;
  nowMs: number;
  /** The messages that this turn takes from the inbox. */
  messages: InboxMessage[];
  /** History so far and this turn's new events, as the orchestrator sees them. */
  history: HistoryEvent[];
  fresh: HistoryEvent[];
}

const controlKinds: readonly number[] = [
  eventType.ExecutionSuspended,
  eventType.ExecutionResumed,
  eventType.ExecutionTerminated,
];

/** Begins a turn: what a suspended instance takes from its inbox is only what wakes or ends it. */
export function beginTurn(instance: Instance, nowMs: number): Turn {
  let suspended = instance.status === 'Suspended';
  const taken: InboxMessage[] = [];
  for (const message of instance.inbox) {
    const kind = message.event.EventType;
    if (kind === eventType.ExecutionSuspended) suspended = true;
    if (kind === eventType.ExecutionResumed) suspended = false;
    if (!suspended || controlKinds.includes(kind)) taken.push(message);
  }
  const fresh: HistoryEvent[] = [marker(eventType.OrchestratorStarted, nowMs), ...taken.map((each) => each.event)];
  return { instance, nowMs, messages: taken, fresh, history: [...instance.history, ...fresh] };
}

/** Whether `instance` has something to do a turn for. */
export function isReadyForTurn(instance: Instance): boolean {
  return !isFinished(instance.status) && instance.inbox.length > 0 && beginTurn(instance, 0).messages.length > 0;
}

function wasSuspended(turn: Turn): boolean {
  const last = turn.messages.findLast(({ event }) =>
    ([eventType.ExecutionSuspended, eventType.ExecutionResumed] as number[]).includes(event.EventType),
  );
  return last ? last.event.EventType === eventType.ExecutionSuspended : turn.instance.status === 'Suspended';
}

function unchanged(turn: Turn): TurnOutcome {
  return {
    events: [...turn.fresh, marker(eventType.OrchestratorCompleted, turn.nowMs)],
    status: wasSuspended(turn) ? 'Suspended' : 'Running',
    outputJson: null,
    activities: [],
    timers: [],
    instances: [],
    messages: [],
  };
}

function reportToParent(
  turn: Turn,
  status: 'Completed' | 'Failed' | 'Terminated',
  outputJson: string | null,
): TurnOutcome['messages'] {
  const parent = turn.instance.parent;
  if (!parent) return [];
  const base = { ...eventBase(turn.nowMs), TaskScheduledId: parent.taskId };
  const text = outputJson === null ? '' : JSON.parse(outputJson);
  const event: HistoryEvent =
    status === 'Completed'
      ? { EventType: eventType.SubOrchestrationInstanceCompleted, ...base, Result: outputJson }
      : { EventType: eventType.SubOrchestrationInstanceFailed, ...base, Reason: String(text), Details: '' };
  return [{ instanceId: parent.instanceId, executionId: parent.executionId, event }];
}

function finish(turn: Turn, status: 'Completed' | 'Failed' | 'Terminated', outputJson: string | null): TurnOutcome {
  const completed: HistoryEvent = {
    EventType: eventType.ExecutionCompleted,
    ...eventBase(turn.nowMs),
    OrchestrationStatus: status,
    Result: outputJson,
  };
  return {
    ...unchanged(turn),
    events: [...turn.fresh, completed, marker(eventType.OrchestratorCompleted, turn.nowMs)],
    status,
    outputJson,
    messages: reportToParent(turn, status, outputJson),
  };
}

function fail(turn: Turn, message: string): TurnOutcome {
  return finish(turn, 'Failed', JSON.stringify(`Orchestrator function '${turn.instance.name}' failed: ${message}`));
}

/** The end of a turn that needs no orchestrator: terminated, vetoed by the host, or suspended. */
export function endWithoutOrchestrator(turn: Turn): TurnOutcome | undefined {
  const end = turn.messages.find(({ event }) => event.EventType === eventType.ExecutionTerminated)?.event;
  if (end?.EventType === eventType.ExecutionTerminated) {
    return finish(turn, 'Terminated', JSON.stringify(end.Reason ?? ''));
  }
  const veto = turn.messages.find(({ event }) => event.EventType === eventType.ExecutionFailed)?.event;
  if (veto?.EventType === eventType.ExecutionFailed) return fail(turn, veto.Reason ?? 'stopped by the host');
  const hasNews = turn.messages.some(({ event }) => !controlKinds.includes(event.EventType));
  return wasSuspended(turn) && !hasNews ? unchanged(turn) : undefined;
}

const stateText = z
  .string()
  .transform((json, context): unknown => {
    try {
      return JSON.parse(json);
    } catch {
      context.addIssue({ code: 'custom', message: 'not JSON' });
      return z.NEVER;
    }
  })
  .pipe(orchestratorStateSchema);

const stateMark = '$OutOfProcData$:';

/** The orchestrator's state: it returns it, or throws it behind a mark when its own code threw. */
function parseReply(reply: TurnReply): OrchestratorState | string {
  const mark = reply.ok ? -1 : reply.message.indexOf(stateMark);
  if (!reply.ok && mark < 0) return reply.message;
  const json = reply.ok
    ? (reply.returnValue?.json ?? reply.returnValue?.string)
    : reply.message.slice(mark + stateMark.length);
  if (json === undefined) return 'The orchestrator replied with no state.';
  const parsed = stateText.safeParse(json);
  return parsed.success
    ? parsed.data
    : `The orchestrator replied with a state that this host can't read: ${parsed.error.message}`;
}

const toJson = (value: unknown): string => JSON.stringify(value ?? null);

function confirmation(work: ScheduledWork, nowMs: number): HistoryEvent {
  const base = eventBase(nowMs, work.id);
  switch (work.kind) {
    case 'activity':
      return {
        EventType: eventType.TaskScheduled,
        ...base,
        Name: work.name,
        Version: '',
        Input: `[${toJson(work.input)}]`,
      };
    case 'sub-orchestration':
      return {
        EventType: eventType.SubOrchestrationInstanceCreated,
        ...base,
        Name: work.name,
        Version: work.version,
        InstanceId: work.instanceId,
        Input: toJson(work.input),
      };
    case 'timer':
      return { EventType: eventType.TimerCreated, ...base, FireAt: new Date(work.fireAtMs).toISOString() };
  }
}

function impossible(work: ScheduledWork, rules: TurnRules): Objection {
  if (work.kind === 'activity') return rules.missing('activity', work.name);
  if (work.kind === 'timer') return undefined;
  return rules.missing('orchestrator', work.name) ?? rules.taken(work.instanceId);
}

function schedule(
  turn: Turn,
  work: readonly ScheduledWork[],
  newExecutionId: () => string,
): Pick<TurnOutcome, 'activities' | 'timers' | 'instances'> {
  const { instance } = turn;
  return {
    activities: work.flatMap((each) =>
      each.kind === 'activity' ? [{ taskId: each.id, name: each.name, inputJson: `[${toJson(each.input)}]` }] : [],
    ),
    timers: work.flatMap((each) => (each.kind === 'timer' ? [{ timerId: each.id, fireAtMs: each.fireAtMs }] : [])),
    instances: work.flatMap((each) =>
      each.kind === 'sub-orchestration'
        ? [
            {
              instanceId: each.instanceId,
              executionId: newExecutionId(),
              name: each.name,
              version: each.version,
              inputJson: toJson(each.input),
              parent: {
                name: instance.name,
                instanceId: instance.instanceId,
                executionId: instance.executionId,
                taskId: each.id,
              },
            },
          ]
        : [],
    ),
  };
}

function goOn(turn: Turn, state: OrchestratorState, replay: Replay, rules: TurnRules): TurnOutcome {
  return {
    ...unchanged(turn),
    events: [
      ...turn.fresh,
      ...replay.scheduled.map((work) => confirmation(work, turn.nowMs)),
      marker(eventType.OrchestratorCompleted, turn.nowMs),
    ],
    ...schedule(turn, replay.scheduled, rules.newExecutionId),
    ...(state.customStatus === undefined ? {} : { customStatus: state.customStatus }),
  };
}

function continueAsNew(
  turn: Turn,
  state: OrchestratorState,
  next: { input: unknown },
  carriedOver: EventRaised[],
  rules: TurnRules,
): TurnOutcome {
  return {
    ...unchanged(turn),
    ...(state.customStatus === undefined ? {} : { customStatus: state.customStatus }),
    continueAsNew: { executionId: rules.newExecutionId(), inputJson: toJson(next.input), carriedOver },
  };
}

function end(turn: Turn, state: OrchestratorState, replay: Replay, rules: TurnRules): TurnOutcome {
  if (replay.continueAsNew && state.error === undefined) {
    return continueAsNew(turn, state, replay.continueAsNew, replay.carriedOver, rules);
  }
  const outcome = state.error === undefined ? finish(turn, 'Completed', toJson(state.output)) : fail(turn, state.error);
  return state.customStatus === undefined ? outcome : { ...outcome, customStatus: state.customStatus };
}

/** Ends a turn: from what the orchestrator replied to what is written down, at once, for this instance and others. */
export function endTurn(turn: Turn, reply: TurnReply, rules: TurnRules): TurnOutcome {
  const state = parseReply(reply);
  if (typeof state === 'string') return fail(turn, state);
  const objection = rules.strict ? orchestratorObjection(state) : undefined;
  if (objection !== undefined) return fail(turn, objection);
  const replay = replayActions(turn.instance.executionId, state.actions, turn.history);
  const broken = replay.nonDeterministic ?? replay.unsupported;
  if (broken !== undefined) return fail(turn, broken);
  for (const work of replay.scheduled) {
    const reason = impossible(work, rules);
    if (reason !== undefined) return fail(turn, reason);
  }
  const hasEnded = state.isDone || state.error !== undefined;
  if (!hasEnded) return goOn(turn, state, replay, rules);
  if (replay.caughtUp && replay.openTasks === 0) return end(turn, state, replay, rules);
  const veto = rules.strict
    ? (openTimersObjection(replay.openTimers) ?? (replay.openTasks === 0 ? stuckObjection() : undefined))
    : undefined;
  if (veto === undefined) return goOn(turn, state, replay, rules);
  return fail(turn, state.error === undefined ? veto : `${state.error} (${veto})`);
}
