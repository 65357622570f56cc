import { eventType } from '../hub/history-event.ts';
import type { TurnOutcome } from '../hub/hub-record.ts';
import type { Instance } from '../hub/instance.ts';
import type { OrchestratorState } from '../replay/orchestrator-action.ts';
import { type Replay, replayActions } from '../replay/replay-actions.ts';
import type { ScheduledWork } from '../replay/replay-tasks.ts';
import { scheduleWork, toJson } from './schedule-work.ts';
import {
  customStatusObjection,
  type Objection,
  openTimersObjection,
  orchestratorObjection,
  stuckObjection,
} from './strict-rules.ts';
import { isMereSuspension, type Turn } from './turn.ts';
import { fail, finish, uneventful } from './turn-outcome.ts';
import { parseTurnReply, type TurnReply } from './turn-reply.ts';

/** The facts outside of its instance that the end of a turn depends on. */
export interface TurnRules {
  strict: boolean;
  /** See WorkRules. */
  timerLatencyMs: number;
  /** The version of sub-orchestrations that are started without one. */
  defaultVersion: string;
  /** Says why a function cannot be called; undefined when it can. */
  missing(kind: 'activity' | 'orchestrator', name: string): Objection;
  /** Says why an instance id is taken; undefined when it is free. */
  taken(instanceId: string): Objection;
  newExecutionId(): string;
  /** The traceparent that a sub-orchestration keeps; undefined without tracing. */
  traceSub(instance: Instance, taskId: number): string | undefined;
}

/**
 * Ends a turn without calling the orchestrator, when the instance was terminated, failed by this host, or only
 * suspended. Returns undefined when the orchestrator must be called.
 */
export function endWithoutOrchestrator(turn: Turn): TurnOutcome | undefined {
  for (const { event } of turn.messages) {
    if (event.EventType === eventType.ExecutionTerminated)
      return finish(turn, 'Terminated', toJson(event.Reason ?? ''));
    if (event.EventType === eventType.ExecutionFailed) return fail(turn, event.Reason ?? 'stopped by the host');
  }
  return isMereSuspension(turn) ? uneventful(turn) : undefined;
}

function missing(work: ScheduledWork, rules: TurnRules): Objection {
  return work.kind === 'timer'
    ? undefined
    : rules.missing(work.kind === 'activity' ? 'activity' : 'orchestrator', work.name);
}

function firstImpossible(scheduled: readonly ScheduledWork[], rules: TurnRules): Objection {
  for (const work of scheduled) {
    const objection =
      (rules.strict ? missing(work, rules) : undefined) ??
      (work.kind === 'sub-orchestration' ? rules.taken(work.instanceId) : undefined);
    if (objection !== undefined) return objection;
  }
  return undefined;
}

/**
 * Removes the work that cannot be called. The extension swallows that failure, and the orchestrator then waits for
 * ever.
 */
function possible(replay: Replay, rules: TurnRules): Replay {
  return { ...replay, scheduled: replay.scheduled.filter((work) => missing(work, rules) === undefined) };
}

/** Says why the instance must fail, whatever its code returned; undefined when it can go on. */
function breakage(state: OrchestratorState, replay: Replay, rules: TurnRules): Objection {
  return (
    (rules.strict ? orchestratorObjection(state) : undefined) ??
    customStatusObjection(state) ??
    replay.nonDeterministic ??
    replay.unsupported ??
    firstImpossible(replay.scheduled, rules)
  );
}

function end(turn: Turn, state: OrchestratorState, replay: Replay, rules: TurnRules): TurnOutcome {
  if (state.error !== undefined) return fail(turn, state.error);
  if (!replay.continueAsNew) return finish(turn, 'Completed', toJson(state.output));
  const inputJson = toJson(replay.continueAsNew.input);
  const next = { executionId: rules.newExecutionId(), inputJson, carriedOver: replay.carriedOver };
  return { ...uneventful(turn), continueAsNew: next };
}

/**
 * Ends the instance of an orchestrator that has ended. It is over only when nothing that it started is still open
 * (TaskOrchestrationExecutor's HasOpenTasks) and the replay has reached its last call. Otherwise it stays Running. In
 * strict mode it fails instead when a timer is open, or when nothing is open and the replay cannot reach the last call.
 */
function endWhenDone(turn: Turn, state: OrchestratorState, replay: Replay, rules: TurnRules): TurnOutcome {
  if (replay.caughtUp && replay.openTasks === 0) return end(turn, state, replay, rules);
  const isStuck = replay.openTasks === 0;
  const veto = openTimersObjection(replay.openTimers) ?? (isStuck ? stuckObjection() : undefined);
  if (!rules.strict || veto === undefined) return scheduleWork(turn, replay.scheduled, rules);
  return fail(turn, state.error === undefined ? veto : `${state.error} (${veto})`);
}

/**
 * Ends a turn: turns the orchestrator's reply into the outcome that is then written at once, for this instance and
 * others.
 */
export function endTurn(turn: Turn, reply: TurnReply, rules: TurnRules): TurnOutcome {
  const state = parseTurnReply(reply);
  if ('failure' in state) return fail(turn, state.failure);
  const asked = replayActions(turn.instance.executionId, state.actions, turn.history);
  const broken = breakage(state, asked, rules);
  if (broken !== undefined) return fail(turn, broken);
  const replay = possible(asked, rules);
  const hasEnded = state.isDone || state.error !== undefined;
  const outcome = hasEnded ? endWhenDone(turn, state, replay, rules) : scheduleWork(turn, replay.scheduled, rules);
  return state.customStatus === undefined ? outcome : { ...outcome, customStatus: state.customStatus };
}
