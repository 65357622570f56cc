import type { HttpResponseInit } from '@azure/functions';
import { renderRunSummary } from '../../shared/api/run-view.ts';
import type { RunRecord } from '../../shared/runs/run-record.ts';

/** Seconds after which it makes sense to look at a run again. */
export const retryAfter = { 'Retry-After': '5' } as const;

/** The answer to a request that a run stands for: where the run is read, and how far it is. */
export function answerAccepted(run: RunRecord, apiUrl: string): HttpResponseInit {
  const url = `${apiUrl}/runs/${run.runId}`;
  return {
    status: 202,
    headers: { Location: url, 'Operation-Location': url, ...retryAfter },
    jsonBody: renderRunSummary(run, url),
  };
}
