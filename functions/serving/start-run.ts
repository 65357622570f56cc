import { randomBytes } from 'node:crypto';
import type { HttpResponseInit } from '@azure/functions';
import type { DurableClient } from 'durable-functions';
import { standsStill } from '../../shared/api/claim-pool.ts';
import type { Operation } from '../../shared/api/operation.ts';
import { type NewRun, newRunRecord } from '../../shared/runs/new-run-record.ts';
import type { WorkflowOptions } from '../../shared/runs/requests.ts';
import { createRunId } from '../../shared/runs/run-id.ts';
import type { RunRecord } from '../../shared/runs/run-record.ts';
import { readInstanceStatus } from '../durable-client/instance-status.ts';
import { openClient } from '../durable-client/open-client.ts';
import { startUnlessRunning } from '../durable-client/start-unless-running.ts';
import { answerAccepted } from '../serving/answer-accepted.ts';
import { type Gate, type GatedCall, refuseOther } from '../serving/serve-once.ts';
import { adapters } from '../wiring/app.ts';
import { readWorkflowOptions } from '../wiring/workflow-options.ts';

/** Claims what is asked for under the id of a run, and gives the id of the run that then stands for it. */
type Claim = (runId: string, now: Date) => Promise<string>;

/**
 * Records a run, then starts its orchestration under the same id and answers 202. If the process dies in between, whoever
 * repeats the request starts it under that id; without such a request the hourly sweep finds a run without an
 * orchestration and closes it. `claim` says which run stands for what is asked for: another one than ours is answered, and not
 * started again. Throws when storage or Durable does not answer, and HttpError 409 for a request whose id belongs to another
 * one.
 */
export async function startRun(
  call: Pick<GatedCall<Operation>, 'caller' | 'apiUrl' | 'context' | 'gate'>,
  run: Omit<NewRun, 'startedBy'>,
  orchestrator: string,
  createInput: (runId: string, options: WorkflowOptions) => object,
  claim: Claim = async (runId) => runId,
): Promise<HttpResponseInit> {
  const { caller, apiUrl, context, gate } = call;
  const startedBy = { by: 'http', principal: caller.principal } as const;
  const now = new Date();
  const client = await openClient(context);
  const options = await readWorkflowOptions(client);
  await adapters.records.rememberCluster(run.cluster);
  const runId = await claimRun(client, gate, claim, now);
  const record = newRunRecord({ ...run, startedBy }, runId, now.toISOString(), options);
  const { created } = await adapters.records.createRun(gate ? { ...record, claims: [gate.key] } : record);
  // Nothing is started for a record that somebody was quicker than: the request is as if it came now.
  if (created && !(await standsStill(adapters, runId, () => claim(runId, new Date()))))
    return startRun(call, run, orchestrator, createInput, claim);
  const kept = created ? record : ((await adapters.records.readRun(runId)) ?? record);
  if (created || (await isOurs(client, kept, options)))
    await startUnlessRunning(client, orchestrator, runId, createInput(runId, options));
  return answerAccepted(kept, apiUrl);
}

/**
 * The id of the run that stands for the request: of all who ask at once, every one gets the same. A run that an earlier try of
 * this request was to have keeps its id; then what is asked for is claimed, and at last the request. The id of a run that was
 * deleted is nobody's any more: what was decided about that run must not count for a new one.
 */
async function claimRun(client: DurableClient, gate: Gate | null, claim: Claim, now: Date): Promise<string> {
  const fresh = createRunId(now.getTime(), randomBytes(5).toString('hex'));
  if (!gate) return claim(fresh, now);
  const { key, fingerprint } = gate;
  const earlier = await adapters.runClaims.readClaim(key);
  if (earlier) refuseOther(earlier, gate);
  const deleted = earlier && (await wasDeleted(client, earlier.runId)) ? earlier.runId : null;
  const awaited = deleted === null ? (earlier?.runId ?? null) : null;
  const runId = await claim(awaited ?? fresh, now);
  const ours = { runId, fingerprint, at: now.toISOString() };
  const { runClaims } = adapters;
  const kept = await (deleted === null ? runClaims.claimRun(key, ours) : runClaims.claimAfter(key, deleted, ours));
  refuseOther(kept, gate);
  // Another run that is asked for in the same words is followed.
  return awaited === null ? kept.runId : runId;
}

/** A run is recorded before it is started, so one that was started and has no record had one. */
async function wasDeleted(client: DurableClient, runId: string): Promise<boolean> {
  return (await adapters.records.readRun(runId)) === null && (await readInstanceStatus(client, runId)) !== null;
}

/**
 * Whether a run that somebody else has recorded is still to be started here. Only the task hub that stands in its record
 * starts it: two hubs know nothing of one another's orchestrations. Within one hub Durable starts an id once.
 */
async function isOurs(client: DurableClient, run: RunRecord, { taskHub }: WorkflowOptions): Promise<boolean> {
  if (run.status !== 'running' || run.taskHub !== taskHub) return false;
  return (await readInstanceStatus(client, run.runId)) === null;
}
