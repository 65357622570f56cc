import type { OrchestrationContext } from 'durable-functions';
import type { RunRecord } from '../runs/run-record.ts';
import { askWithin, type Stretch } from './typed-call.ts';

/** How long we insist on writing a line of the history. A run goes on without it; its evidence is written again at the end. */
const recordingPatienceMs = 2 * 60_000;

export interface Story {
  /** Writes one line of the timeline. True when somebody asked for an early end. */
  tell(step: string, told?: { percent?: number; detail?: string; change?: Partial<RunRecord> }): Stretch<boolean>;
}

/**
 * The timeline of a run, told from inside an orchestration. Steps are numbered in the order of telling, which replay
 * keeps, so that a step told twice is one row. `sequencePrefix` sorts a sub-orchestration's steps below their parent's.
 */
export function createStory(context: OrchestrationContext, runId: string, sequencePrefix = ''): Story {
  const ask = askWithin(context, recordingPatienceMs, 2_000);
  let told = 0;
  return {
    *tell(step, { percent, detail, change = {} } = {}) {
      const at = context.df.currentUtcDateTime;
      const sequence = `${sequencePrefix}${String(++told).padStart(4, '0')}`;
      if (!context.df.isReplaying) context.log(`${runId}: ${step}${detail ? ` (${detail})` : ''}`);
      const progress = percent === undefined ? {} : { percent, step };
      const line = { sequence, at: at.toISOString(), step, percent: percent ?? null, detail: detail ?? null };
      const recorded = yield* ask('recordStep', { runId, step: line, change: { ...progress, ...change } });
      return recorded.ok && recorded.value.cancelRequested;
    },
  };
}
