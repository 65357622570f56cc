import { app, type HttpRequest, type HttpResponseInit, type InvocationContext } from '@azure/functions';
import * as df from 'durable-functions';
import { HttpError } from '../../shared/api/http-error.ts';
import { parseQuery } from '../../shared/api/parse-query.ts';
import { renderPage } from '../../shared/api/render-page.ts';
import { runPageSchema } from '../../shared/api/request-schemas.ts';
import { renderRun, renderRunSummary } from '../../shared/api/run-view.ts';
import { cancelRequestedEvent } from '../../shared/runs/requests.ts';
import { isRunId } from '../../shared/runs/run-id.ts';
import type { RunRecord } from '../../shared/runs/run-record.ts';
import { raiseUnlessUnknown } from '../durable-client/raise-unless-unknown.ts';
import { adapters } from '../wiring/app.ts';
import { answering, runUrl } from './answer.ts';

/** `GET /api/runs/{id}`: the status of a run and, once the run has ended, its verdict and evidence. */
app.http('run', { route: 'runs/{id}', methods: ['GET'], authLevel: 'function', handler: answering(showRun) });

/** `GET /api/runs`: all runs, newest first, a page at a time. */
app.http('runs', { route: 'runs', methods: ['GET'], authLevel: 'function', handler: answering(listRuns) });

/** `POST /api/runs/{id}/cancel`: asks a run to end early. It stops within seconds, cleans up and ends `cancelled`. */
app.http('cancelRun', {
  route: 'runs/{id}/cancel',
  methods: ['POST'],
  authLevel: 'function',
  extraInputs: [df.input.durableClient()],
  handler: answering(cancelRun),
});

async function showRun(request: HttpRequest): Promise<HttpResponseInit> {
  const run = await findRun(request);
  const { records } = adapters;
  const [steps, nodes] = await Promise.all([records.listSteps(run.runId), records.listNodes(run.runId)]);
  const running = run.status === 'running';
  return {
    status: 200,
    headers: { 'Cache-Control': 'no-store', ...(running ? { 'Retry-After': '5' } : {}) },
    jsonBody: renderRun(run, steps, nodes, runUrl(request, run.runId)),
  };
}

async function listRuns(request: HttpRequest): Promise<HttpResponseInit> {
  const { limit, continuation } = parseQuery(runPageSchema, request.query);
  const page = await adapters.records.listRuns({ limit, continuation: continuation ?? null });
  const value = page.runs.map((run) => renderRunSummary(run, runUrl(request, run.runId)));
  return { status: 200, jsonBody: renderPage(request.url, { value, limit, continuation: page.continuation }) };
}

async function cancelRun(request: HttpRequest, context: InvocationContext): Promise<HttpResponseInit> {
  const run = await findRun(request);
  if (run.status !== 'running')
    throw new HttpError(
      409,
      'RunEnded',
      `Run ${run.runId} has ended already (${run.status}); there is nothing to cancel.`,
    );
  await adapters.records.updateRun(run.runId, { cancelRequested: true });
  // The record is what counts, and every poll reads it. The event only ends the waits between two polls.
  await raiseUnlessUnknown(df.getClient(context), run.runId, cancelRequestedEvent).catch((error: unknown) =>
    context.warn('A cancelled run was not woken:', error instanceof Error ? error.message : ''),
  );
  const url = runUrl(request, run.runId);
  return {
    status: 202,
    headers: { Location: url, 'Retry-After': '5' },
    jsonBody: renderRunSummary({ ...run, cancelRequested: true }, url),
  };
}

async function findRun(request: HttpRequest): Promise<RunRecord> {
  const id = request.params['id'] ?? '';
  const run = isRunId(id) ? await adapters.records.readRun(id) : null;
  if (!run) throw new HttpError(404, 'RunNotFound', `There is no run ${id.slice(0, 40)}.`);
  return run;
}
