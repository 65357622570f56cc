import type { OrchestrationContext } from 'durable-functions';
import { oneLine } from '../plain/one-line.ts';
import type { RunRecord, RunStep } from '../runs/run-record.ts';
import { askOnce, askWithin, type Stretch } from './typed-call.ts';

/**
 * How long we retry to write a line of the timeline. After that the run goes on without the line and without the change
 * of the run that came with it, and tries each further line once only until one can be written again.
 */
const recordingPatienceMs = 2 * 60_000;

/** What goes with a line of the timeline. `once`: the line isn't worth waiting for, and is tried once only. */
interface Telling {
  percent?: number;
  detail?: string;
  change?: Partial<RunRecord>;
  once?: boolean;
}

/** The timeline of a run. */
export interface Story {
  /**
   * Writes one line of the timeline, and `change` into the run's record. Returns true when somebody asked for an early
   * end. Never throws.
   */
  tell(step: string, told?: Telling): Stretch<boolean>;
  /** The next line, for an activity that writes it together with what it tells of. */
  compose(step: string, told?: Pick<Telling, 'percent' | 'detail'>): RunStep;
}

/**
 * Creates the timeline of a run for an orchestration. Steps are numbered in the order of calls, which is the same on
 * every replay, so a step that is written twice is one row. `sequencePrefix` sorts the steps of a sub-orchestration
 * after the steps of their parent.
 */
export function createStory(context: OrchestrationContext, runId: string, sequencePrefix = ''): Story {
  const quickly = askOnce(context);
  const patiently = askWithin(context, recordingPatienceMs, 2_000);
  let told = 0;
  let away = false;
  const compose: Story['compose'] = (step, { percent, detail } = {}) => {
    const at = context.df.currentUtcDateTime.toISOString();
    const sequence = `${sequencePrefix}${String(++told).padStart(4, '0')}`;
    if (!context.df.isReplaying) context.log(oneLine(`${runId}: ${step}${detail ? ` (${detail})` : ''}`));
    return { sequence, at, step, percent: percent ?? null, detail: detail ?? null };
  };
  return {
    compose,
    *tell(step, { change = {}, once = false, ...told } = {}) {
      const line = compose(step, told);
      const progress = line.percent === null ? {} : { percent: line.percent, step };
      const ask = away || once ? quickly : patiently;
      const recorded = yield* ask('recordStep', { runId, step: line, change: { ...progress, ...change } });
      away = !recorded.ok;
      return recorded.ok && recorded.value.cancelRequested;
    },
  };
}
