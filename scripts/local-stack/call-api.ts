import type {
  KernelReport,
  NodeEvidence,
  NodeVerdict,
  PodObservation,
  PoolVerdict,
  Verdict,
} from '../../shared/isolation/evidence.ts';
import type { RunOrigin } from '../../shared/runs/run-origin.ts';
import type { CleanupResult, RunStatus } from '../../shared/runs/run-record.ts';

/** A run, as `GET /api/runs/{id}` answers it. */
export interface RunAnswer {
  id: string;
  startedBy: RunOrigin | null;
  status: RunStatus;
  percent: number;
  step: string;
  verdict: Verdict | null;
  reason: string | null;
  pools: (PoolVerdict & { poolName: string })[];
  cleanup: { policy: string; result: CleanupResult | null };
  timeline: { at: string; step: string; percent: number | null; detail: string | null }[];
  nodes: (NodeVerdict & { poolName: string | null; evidence: RenderedEvidence })[];
  url: string;
}

export interface RenderedEvidence extends Omit<NodeEvidence, 'sandboxed' | 'ordinary'> {
  sandboxed: RenderedPod | null;
  ordinary: RenderedPod | null;
}

export interface RenderedPod extends Omit<PodObservation, 'evidence'> {
  evidence:
    | { outcome: 'no-evidence'; reason: string }
    | {
        outcome: 'report';
        channel: string;
        report: Omit<KernelReport, 'commandLine'> & { kataCommandLine: boolean | null };
      };
}

/** Calls the HTTP API as any caller would; throws with the error object's own words, or the signal's reason. */
export async function callApi<T>(url: string, key: string, body?: unknown, signal?: AbortSignal): Promise<T> {
  const response = await fetch(url, {
    method: body === undefined ? 'GET' : 'POST',
    headers: { 'x-functions-key': key, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    ...(signal && { signal }),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${response.status} from ${new URL(url).pathname}: ${text.slice(0, 1000)}`);
  return JSON.parse(text) as T;
}
