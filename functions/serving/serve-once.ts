import type { HttpResponseInit } from '@azure/functions';
import { HttpError } from '../../shared/api/http-error.ts';
import type { Operation } from '../../shared/api/operation.ts';
import {
  fingerprintOf,
  parseRequestId,
  type RequestId,
  requestKey,
  reusedId,
} from '../../shared/api/repeatable-request.ts';
import { foldCase } from '../../shared/plain/fold-case.ts';
import { isRecord } from '../../shared/plain/is-record.ts';
import type { RunClaim } from '../../shared/ports/run-claims.ts';
import { notStarted } from '../../shared/runs/new-run-record.ts';
import { type Call, serve } from '../serving/serve.ts';
import { adapters } from '../wiring/app.ts';
import { answerAccepted } from './answer-accepted.ts';

/** What a request is claimed under, so that it starts one run however often it comes. */
export interface Gate {
  key: string;
  fingerprint: string;
  id: RequestId;
}

/** A call that starts a run; `gate` is null for a caller who gave the request no id. */
export type GatedCall<O extends Operation> = Call<O> & { gate: Gate | null };

/**
 * Serves an operation that starts a run and that its caller may repeat. If a run stands for the id of a request, that run
 * is answered, whatever has become of its cluster since. Otherwise `start` is called, which claims the id when nothing
 * speaks against the request any more: what was refused has used no id. Answers 400, 409 or 412 for an id that cannot be
 * used.
 */
export function serveOnce<O extends Operation>(
  operation: O,
  start: (call: GatedCall<O>) => Promise<HttpResponseInit>,
): void {
  serve(operation, (call) => answerOnce(operation, call, start), { durable: true });
}

async function answerOnce<O extends Operation>(
  operation: O,
  call: Call<O>,
  start: (call: GatedCall<O>) => Promise<HttpResponseInit>,
): Promise<HttpResponseInit> {
  const id = parseRequestId(call.request.headers, Date.now());
  if (!id) return start({ ...call, gate: null });
  const { params, body } = call;
  const gate = { key: requestKey(id), fingerprint: fingerprintOf(operation.id, { params, body: inOneCase(body) }), id };
  const accepted = id.header === 'Operation-Id' ? {} : { 'Repeatability-Result': 'accepted' };
  try {
    const answer = (await repeat(call, gate, 'begun')) ?? (await startOrRepeat({ ...call, gate }, gate, start));
    return { ...answer, headers: { ...answer.headers, ...accepted } };
  } catch (error) {
    // Every answer to such a request says it (OASIS, "Repeatability-Result"): what is refused here is no fault of its id.
    throw error instanceof HttpError ? withHeaders(error, accepted) : error;
  }
}

/** A cluster may be spelled in any case, as everywhere in Azure: that makes no other request of it. */
function inOneCase(body: unknown): unknown {
  if (!isRecord(body) || !isRecord(body['cluster'])) return body;
  const cluster = Object.entries(body['cluster']).map(([field, name]) => [field, foldCase(String(name))]);
  return { ...body, cluster: Object.fromEntries(cluster) };
}

function withHeaders({ status, code, message, details, headers }: HttpError, more: Record<string, string>): HttpError {
  return new HttpError(status, code, message, { details, headers: { ...more, ...headers } });
}

/**
 * What another host starts while this one looks may be why this one refuses: then the same request has succeeded there. A
 * run that was recorded and not started by then is closed by the hourly sweep.
 */
async function startOrRepeat<O extends Operation>(
  call: GatedCall<O>,
  gate: Gate,
  start: (call: GatedCall<O>) => Promise<HttpResponseInit>,
): Promise<HttpResponseInit> {
  try {
    return await start(call);
  } catch (error) {
    const answer = error instanceof HttpError ? await repeat(call, gate, 'recorded') : null;
    if (!answer) throw error;
    return answer;
  }
}

/**
 * The answer with the run that stands for the request; null when there is none that has got so far. A run that has not
 * begun, perhaps because its claimant died, is started as if the request came for the first time.
 */
async function repeat(
  { apiUrl }: Pick<Call<Operation>, 'apiUrl'>,
  gate: Gate,
  atLeast: 'recorded' | 'begun',
): Promise<HttpResponseInit | null> {
  const kept = await adapters.runClaims.readClaim(gate.key);
  if (!kept) return null;
  refuseOther(kept, gate);
  const run = await adapters.records.readRun(kept.runId);
  if (!run || (atLeast === 'begun' && run.step === notStarted)) return null;
  return answerAccepted(run, apiUrl);
}

/** Throws HttpError 409 for an id that stands for a request that asked for something else. */
export function refuseOther(kept: RunClaim, gate: Gate): void {
  if (kept.fingerprint !== gate.fingerprint) throw reusedId(gate.id);
}
