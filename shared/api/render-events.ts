import { stableHash } from '../plain/stable-hash.ts';
import type { RunRecord, RunStep } from '../runs/run-record.ts';
import { inOrder, renderRunSummary, renderStatus, renderStep } from './run-view.ts';

/** The id of the last event of a run. Whoever comes back with it has heard everything. */
export const lastEventId = 'end';

/** Milliseconds after which a client that was cut off, or has heard all that there was, asks again. */
const retryMs = 1000;

/**
 * Lines of a timeline are written by several at once, so one may be read after a younger one. One that is so much older
 * than the youngest, in milliseconds, has been read.
 */
const lateMs = 60_000;

/** Where a listener stands: the moment of the youngest line that it has, and the latest lines, by their hashes. */
export interface Place {
  at: string;
  known: string[];
}

const placeForm = /^(?<at>\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z)(?<known>(\.[0-9a-z]{13})*)$/;

/** The place that a `Last-Event-ID` names; null for a listener who has heard nothing, or brings an id that is not ours. */
export function parsePlace(id: string | null): Place | null {
  const { at, known = '' } = placeForm.exec(id ?? '')?.groups ?? {};
  return at === undefined ? null : { at, known: known.split('.').filter(Boolean) };
}

function formatPlace({ at, known }: Place): string {
  return [at, ...known].join('.');
}

const bound = ({ at }: Place) => Date.parse(at) - lateMs;

/** The lines of a timeline that a listener at this place has not heard, in their order. */
export function newSteps(steps: RunStep[], place: Place | null): RunStep[] {
  const ordered = inOrder(steps);
  if (!place) return ordered;
  return ordered.filter(
    ({ at, sequence }) => Date.parse(at) >= bound(place) && !place.known.includes(stableHash(sequence)),
  );
}

function moveOn(place: Place | null, { at, sequence }: RunStep, steps: RunStep[]): Place {
  const next = { at: place && place.at > at ? place.at : at, known: [...(place?.known ?? []), stableHash(sequence)] };
  // Those that are too old to be asked for need no mention.
  const young = new Set(
    steps.filter((step) => Date.parse(step.at) >= bound(next)).map((step) => stableHash(step.sequence)),
  );
  return { at: next.at, known: next.known.filter((hash) => young.has(hash)) };
}

/**
 * What a listener at this place hears of a run, as Server-Sent Events (HTML Standard, section 9.2): a `timeline` event for
 * each line that is new, a `status` event after them, and an `end` event with the run when it has ended. Null when there
 * is nothing new.
 */
export function renderEvents(run: RunRecord, steps: RunStep[], place: Place | null, url: string): string | null {
  const fresh = newSteps(steps, place);
  const ended = run.status !== 'running';
  if (fresh.length === 0 && !ended && place) return null;
  const events = [`retry: ${retryMs}\n\n`];
  let here = place;
  for (const step of fresh) {
    here = moveOn(here, step, steps);
    events.push(renderEvent('timeline', renderStep(step), formatPlace(here)));
  }
  events.push(renderEvent('status', { status: renderStatus(run), percentComplete: run.percent, step: run.step }));
  if (ended) events.push(renderEvent('end', renderRunSummary(run, url), lastEventId));
  return events.join('');
}

/** A document without an event, for a listener who has waited and heard nothing. */
export const nothingNew = `retry: ${retryMs}\n\n: nothing new\n\n`;

function renderEvent(name: string, data: unknown, id?: string): string {
  // JSON has no line breaks of its own.
  return `event: ${name}\n${id === undefined ? '' : `id: ${id}\n`}data: ${JSON.stringify(data)}\n\n`;
}
