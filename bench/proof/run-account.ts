import type { HubRecord } from '../../emulator/functions-host/durable/hub/hub-record.ts';
import { asRecord } from '../../shared/plain/as-record.ts';

/** A span of time, in milliseconds since the epoch. */
export interface Span {
  fromMs: number;
  toMs: number;
}

interface Work extends Span {
  name: string;
  inputJson: string;
}

/** Where the time of a run went, in milliseconds, until its verdict could be read. */
export interface RunAccount {
  /** From the request until then. */
  tookMs: number;
  /** The sum of the activities that had ended by then. */
  workedMs: number;
  works: { name: string; ms: number }[];
  /** While no activity ran: until the run was started, in turns of orchestrators, and until timers fired. */
  waits: { request: number; turns: number; timers: number };
  turns: number;
  /** Timers that have fired until the end of the run. */
  timers: number;
}

/**
 * Accounts for a run by the durable writes of its host, which starts an activity at the moment at which the turn that
 * ordered it is written. `pods` is when pods alone were awaited, which nobody is charged. Throws when no activity has written
 * a verdict.
 */
export function accountForRun(records: readonly HubRecord[], askedAtMs: number, pods: Span): RunAccount {
  const works = listWorks(records);
  const verdict = works.find(isVerdict);
  if (!verdict) throw new Error('No activity has written a verdict.');
  const { toMs: untilMs } = verdict;
  const charged = (span: Span) => span.toMs - span.fromMs - overlapOf(span, pods);
  const done = works.filter(({ toMs }) => toMs <= untilMs);
  const waits = { request: 0, turns: 0, timers: 0 };
  const until = records.filter(({ atMs }) => atMs <= untilMs);
  let fromMs = askedAtMs;
  for (const { type, atMs } of until) {
    const idle = idleOf({ fromMs, toMs: atMs }, works);
    if (type === 'instance-created') waits.request += idle;
    else if (type === 'timer-fired') waits.timers += idle;
    else waits.turns += idle;
    fromMs = atMs;
  }
  return {
    tookMs: charged({ fromMs: askedAtMs, toMs: untilMs }),
    workedMs: done.reduce((sum, work) => sum + charged(work), 0),
    works: done.map((work) => ({ name: work.name, ms: charged(work) })),
    waits,
    turns: until.filter(({ type }) => type === 'turn').length,
    timers: records.filter(({ type }) => type === 'timer-fired').length,
  };
}

/** The activities of the instances that these records are about, in the order of their ends. */
function listWorks(records: readonly HubRecord[]): Work[] {
  const ordered = new Map<string, Omit<Work, 'toMs'>>();
  const works: Work[] = [];
  for (const record of records) {
    if (record.type === 'turn')
      for (const { taskId, name, inputJson } of record.outcome.activities)
        ordered.set(`${record.executionId}/${taskId}`, { name, inputJson, fromMs: record.atMs });
    if (record.type !== 'activity-finished') continue;
    const work = ordered.get(`${record.executionId}/${record.taskId}`);
    if (work) works.push({ ...work, toMs: record.atMs });
  }
  return works;
}

/** Whether an activity has written a verdict. */
export const hasVerdict = (records: readonly HubRecord[]): boolean => listWorks(records).some(isVerdict);

const isVerdict = ({ inputJson }: Work) => writesVerdict(JSON.parse(inputJson));

/** Whether an activity is given a change of a run that has a verdict. */
function writesVerdict(input: unknown): boolean {
  if (typeof input !== 'object' || input === null) return false;
  const { change } = asRecord(input);
  return typeof asRecord(change)['verdict'] === 'string' || Object.values(input).some(writesVerdict);
}

const overlapOf = (a: Span, b: Span) => Math.max(0, Math.min(a.toMs, b.toMs) - Math.max(a.fromMs, b.fromMs));

/** How much of a span no work covers. Works may overlap. */
function idleOf({ fromMs, toMs }: Span, works: readonly Span[]): number {
  let idle = 0;
  let at = fromMs;
  for (const work of works
    .filter((each) => overlapOf(each, { fromMs, toMs }) > 0)
    .sort((a, b) => a.fromMs - b.fromMs)) {
    idle += Math.max(0, work.fromMs - at);
    at = Math.max(at, work.toMs);
  }
  return idle + Math.max(0, toMs - at);
}
