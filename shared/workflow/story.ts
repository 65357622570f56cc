import type { OrchestrationContext } from 'durable-functions';
import type { Activities } from '../activities/create-activities.ts';
import type { Telling } from '../activities/tell-along.ts';
import { oneLine } from '../plain/one-line.ts';
import { boundaryBytes, mostBoundaryBytes } from '../runs/boundary.ts';
import type { LinePlace, RunRecord, RunStep } from '../runs/run-record.ts';
import { type Answer, type Ask, askOnce, askWithin, type Caller, type Stretch } from './typed-call.ts';

/**
 * How long we retry to write a line of the timeline. After that the run goes on, the line is written with a later one, and
 * each is tried once only until one can be written again.
 */
const recordingPatienceMs = 2 * 60_000;

/** Lines that wait for storage at most; what changes in the run with them waits anyway. */
const mostWaiting = 20;

/** What goes with a line of the timeline. `once`: the line isn't worth waiting for, and is tried once only. */
interface LineOptions {
  percent?: number;
  detail?: string;
  change?: Partial<RunRecord>;
  once?: boolean;
  /** The line tells of what is over, so that the run is not at it. */
  isPast?: boolean;
  /** A place that was reserved for the line. */
  place?: LinePlace;
}

/** The timeline of a run. As a caller of activities it has each take along the lines that wait. */
export interface Story extends Caller {
  /**
   * Writes one line of the timeline, and `change` into the run's record. Returns true when somebody asked for an early
   * end. Never throws.
   */
  tell(step: string, told?: LineOptions): Stretch<boolean>;
  /** The same with the next activity, which is to be called at once: a line must be seen while its step works. */
  note(step: string, told?: Omit<LineOptions, 'once'>): void;
  /** The next line, for an activity that writes it together with what it tells of. */
  compose(step: string, told?: Pick<LineOptions, 'percent' | 'detail'>): RunStep;
  /** The place of the next line, for an activity that finds out what there is to tell and writes it. */
  reserve(): LinePlace;
  /** Puts a line that such an activity has written into the log, as all others are. */
  log(step: string, detail?: string | null): void;
  /** Writes the lines that wait, if there are any. Returns and keeps what `tell` does. */
  flush(): Stretch<boolean>;
  /** Whether the answer to the last lines said that somebody asked for an early end. */
  isCancelled(): boolean;
}

/**
 * Creates the timeline of a run for an orchestration. Steps are numbered in the order of calls, which is the same on
 * every replay, so a step that is written twice is one row. `sequencePrefix` sorts the steps of a sub-orchestration
 * after the steps of their parent.
 */
export function createStory(context: OrchestrationContext, runId: string, sequencePrefix = ''): Story {
  const quickly = askOnce(context);
  const patiently = askWithin(context, recordingPatienceMs, 2_000);
  const waiting: Pick<Telling, 'lines' | 'change'> = { lines: [], change: {} };
  let told = 0;
  let furthest = 0;
  let away = false;
  let cancelled = false;

  const reserve: Story['reserve'] = () => ({
    sequence: `${sequencePrefix}${String(++told).padStart(4, '0')}`,
    at: context.df.currentUtcDateTime.toISOString(),
  });
  const log: Story['log'] = (step, detail) => {
    if (!context.df.isReplaying) context.log(oneLine(`${runId}: ${step}${detail ? ` (${detail})` : ''}`));
  };
  const compose = (step: string, { percent, detail, place = reserve() }: LineOptions = {}): RunStep => {
    log(step, detail);
    // What is done a second time, such as the checks after an approval, takes a run no way back.
    if (percent !== undefined) furthest = Math.max(furthest, percent);
    return { ...place, step, percent: percent === undefined ? null : furthest, detail: detail ?? null };
  };
  const note: Story['note'] = (step, { change = {}, isPast = false, ...told } = {}) => {
    const line = compose(step, told);
    waiting.lines = [...waiting.lines, line].slice(-mostWaiting);
    const progress = line.percent === null || isPast ? {} : { percent: line.percent, step };
    waiting.change = { ...waiting.change, ...progress, ...change };
  };
  const written = (cancelRequested: boolean) => {
    waiting.lines = [];
    waiting.change = {};
    cancelled = cancelRequested;
  };
  const hear = ({ told: heard }: Answer<keyof Activities>) => {
    if (heard) away = !heard.written;
    if (heard?.written) written(heard.cancelRequested);
  };
  const ask: Ask = function* askAlong<K extends keyof Activities>(name: K, input: Parameters<Activities[K]>[0]) {
    const telling: Telling = { runId, ...waiting };
    const along = { ...input, telling };
    const fits = waiting.lines.length > 0 && boundaryBytes(along) <= mostBoundaryBytes;
    const answer = yield* quickly(name, fits ? along : input);
    hear(answer);
    return answer;
  };

  function* flush(once = false): Stretch<boolean> {
    if (waiting.lines.length === 0) return cancelled;
    const recorded = yield* (away || once ? quickly : patiently)('recordStep', { runId, ...waiting });
    away = !recorded.ok;
    if (recorded.ok) written(recorded.value.cancelRequested);
    return recorded.ok && recorded.value.cancelRequested;
  }

  return {
    context,
    ask,
    note,
    compose,
    reserve,
    log,
    flush: () => flush(),
    isCancelled: () => cancelled,
    tell(step, { once = false, ...line } = {}) {
      note(step, line);
      return flush(once);
    },
  };
}
