import { randomBytes } from 'node:crypto';
import type { HttpResponseInit, InvocationContext } from '@azure/functions';
import * as df from 'durable-functions';
import type { Caller } from '../../shared/api/caller.ts';
import { renderRunSummary } from '../../shared/api/run-view.ts';
import { type NewRun, newRunRecord } from '../../shared/runs/new-run-record.ts';
import type { WorkflowOptions } from '../../shared/runs/requests.ts';
import { createRunId } from '../../shared/runs/run-id.ts';
import { adapters } from '../wiring/app.ts';
import { readWorkflowOptions } from '../wiring/workflow-options.ts';

/**
 * Records a run, then starts its orchestration under the same id and answers 202. If the process dies in between, the
 * hourly sweep finds a run without an orchestration and closes it. Throws when storage or Durable does not answer.
 * `claim` says which run stands for the request: another one than ours is answered, and not started again.
 */
export async function startRun(
  { caller, apiUrl, context }: { caller: Caller; apiUrl: string; context: InvocationContext },
  run: Omit<NewRun, 'startedBy'>,
  orchestrator: string,
  createInput: (runId: string, options: WorkflowOptions) => object,
  claim: (runId: string, now: Date) => Promise<string> = async (runId) => runId,
): Promise<HttpResponseInit> {
  const startedBy = { by: 'http', principal: caller.principal } as const;
  const now = new Date();
  const runId = await claim(createRunId(now.getTime(), randomBytes(5).toString('hex')), now);
  const client = df.getClient(context);
  const options = await readWorkflowOptions(client);
  const record = newRunRecord({ ...run, startedBy }, runId, now.toISOString(), options);
  await adapters.records.rememberCluster(run.cluster);
  const { created } = await adapters.records.createRun(record);
  const kept = created ? record : ((await adapters.records.readRun(runId)) ?? record);
  if (created) await client.startNew(orchestrator, { instanceId: runId, input: createInput(runId, options) });
  const url = `${apiUrl}/runs/${runId}`;
  return {
    status: 202,
    headers: { Location: url, 'Operation-Location': url, 'Retry-After': '5' },
    jsonBody: renderRunSummary(kept, url),
  };
}
