import { keysOfRun } from '../../shared/api/claim-pool.ts';
import { HttpError } from '../../shared/api/http-error.ts';
import { parseRunFilter } from '../../shared/api/list-filters.ts';
import { cancelRun, deleteRun, listRunNodes, listRuns, readRun } from '../../shared/api/operations/runs.ts';
import { renderPage } from '../../shared/api/render-page.ts';
import { renderNode, renderRun, renderRunSummary, renderStatus } from '../../shared/api/run-view.ts';
import { isAllowed } from '../../shared/clusters/allowed-scopes.ts';
import { cancelRequestedEvent } from '../../shared/runs/requests.ts';
import { openClient } from '../durable-client/open-client.ts';
import { raiseUnlessUnknown } from '../durable-client/raise-unless-unknown.ts';
import { answerAccepted, retryAfter } from '../serving/answer-accepted.ts';
import { findRun } from '../serving/find-run.ts';
import { serve } from '../serving/serve.ts';
import { adapters, settings } from '../wiring/app.ts';

serve(readRun, async ({ params: { id }, apiUrl }) => {
  const run = await findRun(id);
  const { records } = adapters;
  const running = run.status === 'running';
  // Who watches a run asks often, and is shown its nodes a page at a time.
  const [steps, nodes] = await Promise.all([records.listSteps(run.runId), running ? [] : records.listNodes(run.runId)]);
  return {
    status: 200,
    headers: running ? retryAfter : {},
    jsonBody: renderRun(run, steps, nodes, `${apiUrl}/runs/${run.runId}`),
  };
});

serve(listRunNodes, async ({ params: { id }, query, url }) => {
  const { runId } = await findRun(id);
  const { maxpagesize: limit, continuation: from = null } = query;
  const { nodes, continuation } = await adapters.records.listNodePage(runId, { limit, continuation: from });
  return { status: 200, jsonBody: renderPage(url, query, { value: nodes.map(renderNode), continuation }) };
});

serve(listRuns, async ({ query, url, apiUrl }) => {
  const { maxpagesize: limit, continuation = null, filter } = query;
  const page = await adapters.records.listRuns({ limit, continuation, filter: parseRunFilter(filter) });
  const allowed = page.runs.filter(({ cluster }) => isAllowed(settings.allowedScopes, cluster));
  const value = allowed.map((run) => renderRunSummary(run, `${apiUrl}/runs/${run.runId}`));
  return { status: 200, jsonBody: renderPage(url, query, { value, continuation: page.continuation }) };
});

serve(
  cancelRun,
  async ({ params: { id }, apiUrl, context }) => {
    const run = await findRun(id);
    if (run.status !== 'running')
      throw new HttpError(
        409,
        'RunEnded',
        `Run ${run.runId} has ended already (${renderStatus(run)}); there is nothing to cancel.`,
      );
    await adapters.records.updateRun(run.runId, { cancelRequested: true });
    // The record is what counts, and every poll reads it. The event only ends the waits between two polls.
    await raiseUnlessUnknown(await openClient(context), run.runId, cancelRequestedEvent).catch((error: unknown) =>
      context.warn('A cancelled run was not woken:', error instanceof Error ? error.message : ''),
    );
    return answerAccepted({ ...run, cancelRequested: true }, apiUrl);
  },
  { durable: true },
);

serve(deleteRun, async ({ params: { id } }) => {
  const run = await findRun(id);
  if (run.status === 'running')
    throw new HttpError(
      409,
      'RunNotEnded',
      `Run ${run.runId} has not ended. Cancel it (POST …/runs/${run.runId}/cancel), which cleans up, and delete it when it has ended.`,
    );
  for (const key of keysOfRun(run)) await adapters.runClaims.releaseRun(key, run.runId);
  await adapters.records.removeRun(run.runId);
  return { status: 204 };
});
