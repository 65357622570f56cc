import { useEffect, useState } from 'preact/hooks';
import type { Run, RunSummary, TimelineEntry } from '../api/answers.ts';
import { ask, askFor, overNetwork } from '../api/ask.ts';
import { presentMs } from '../api/clock.ts';
import { type Problem, toProblem } from '../api/problem.ts';
import { session } from '../api/session.ts';
import { parseEvents } from './parse-events.ts';
import { pause } from './pause.ts';

/** How far a run is. */
export interface Progress {
  status: RunSummary['status'];
  percentComplete: number;
  step: string;
}

/** A run as it is followed. `run` has its result once it has ended; `problem` while the line to the API is cut. */
export interface FollowedRun {
  run: RunSummary | null;
  progress: Progress | null;
  timeline: TimelineEntry[];
  problem: Problem | null;
  /** When the API was last heard, in milliseconds since 1970. */
  heardAt: number | null;
}

const nothing: FollowedRun = { run: null, progress: null, timeline: [], problem: null, heardAt: null };

/** Milliseconds between two answers, as the stream itself asks for, and at most after failures in a row. */
const retryMs = 1000;
const mostRetryMs = 20_000;

/** These end the following: to ask again would bring the same. */
const final = ['signed-out', 'forbidden', 'missing'];

/**
 * Follows a run by its events until it has ended. A browser's EventSource cannot send a key, so each document is fetched, with the
 * id of the last event that was heard. After a cut it goes on from there.
 */
async function follow(id: string, signal: AbortSignal, tell: (change: (before: FollowedRun) => FollowedRun) => void) {
  const path = `/runs/${encodeURIComponent(id)}`;
  let heard: string | null = null;
  let first = true;
  for (let failures = 0; !signal.aborted; ) {
    try {
      const headers = { Accept: 'text/event-stream', ...(heard !== null && { 'Last-Event-ID': heard }) };
      const response = await ask(`${path}/events`, { headers, signal });
      if (response.status === 204) return;
      const events = parseEvents(await overNetwork(response.text()));
      const lines = events.filter(({ name }) => name === 'timeline').map(({ data }) => data as TimelineEntry);
      const status = events.findLast(({ name }) => name === 'status')?.data as Progress | undefined;
      const end = events.find(({ name }) => name === 'end')?.data as RunSummary | undefined;
      // What the stream does not tell of a run that goes on: whom it waits for, and what was found beforehand.
      const run = end ?? (lines.length > 0 ? await askFor<Run>(path, { signal }) : null);
      // Not before: what came with an answer that came to nothing is told again.
      heard = events.findLast((event) => event.id !== null)?.id ?? heard;
      failures = 0;
      // What was followed before a sign-in is told again.
      const anew = first;
      tell((before) => ({
        run: run ?? before.run,
        progress: end ?? status ?? before.progress,
        timeline: [...(anew ? [] : before.timeline), ...lines].sort((a, b) => Date.parse(a.at) - Date.parse(b.at)),
        problem: null,
        heardAt: presentMs(),
      }));
      first = false;
      if (end) return;
    } catch (error) {
      const problem = toProblem(error);
      if (!problem || signal.aborted) return;
      failures += 1;
      tell((before) => ({ ...before, problem }));
      if (final.includes(problem.kind)) return;
    }
    await pause(Math.min(mostRetryMs, retryMs * 2 ** Math.min(failures, 5)), signal);
  }
}

/** A run, live. It is followed anew after a sign-in. */
export function useRun(id: string): FollowedRun {
  const [state, setState] = useState(nothing);
  const signedIn = session.value;
  // A sign-in, which is counted, asks anew.
  useEffect(() => {
    const ending = new AbortController();
    void follow(id, ending.signal, (change) => {
      if (!ending.signal.aborted) setState(change);
    });
    return () => ending.abort();
  }, [id, signedIn]);
  return state;
}
