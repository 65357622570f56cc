import { setTimeout as pause } from 'node:timers/promises';
import { readRunEvents } from '../../shared/api/operations/runs.ts';
import { lastEventId, nothingNew, parsePlace, renderEvents } from '../../shared/api/render-events.ts';
import { findRun } from '../serving/find-run.ts';
import { serve } from '../serving/serve.ts';
import { adapters } from '../wiring/app.ts';

/** How long an answer waits for something new, in milliseconds: far less than the 230 s that Azure's front end allows. */
const waitMs = 20_000;

/** Between two looks at the store while it waits, in milliseconds. */
const lookMs = 1000;

/**
 * Answers as soon as there is something new, with all of it, and ends: a client of Server-Sent Events asks again by itself,
 * from where it was. What comes after the last event is 204, which such a client takes for the end.
 */
serve(readRunEvents, async ({ params: { id }, headers, apiUrl }) => {
  const given = headers['last-event-id'] ?? null;
  if (given === lastEventId) {
    await findRun(id);
    return { status: 204 };
  }
  return {
    status: 200,
    headers: { 'Content-Type': 'text/event-stream' },
    body: await waitForEvents(id, given, apiUrl),
  };
});

async function waitForEvents(id: string, given: string | null, apiUrl: string): Promise<string> {
  const place = parsePlace(given);
  for (const until = Date.now() + waitMs; Date.now() < until; await pause(lookMs)) {
    // The run is read before its timeline, which is whole when the run has ended.
    const run = await findRun(id);
    const events = renderEvents(run, await adapters.records.listSteps(run.runId), place, `${apiUrl}/runs/${run.runId}`);
    if (events !== null) return events;
  }
  return nothingNew;
}
