import { stableHash } from '../plain/stable-hash.ts';

export interface PodPairNames {
  namespace: string;
  sandboxed: string;
  ordinary: string;
}

/**
 * Names of the two Jobs that prove one node in one run: DNS-1123, 33 characters, so that the pod suffix which the Job
 * controller appends still fits into a label (63). The same on every replay; no two nodes or runs share them, because
 * a name that was just deleted may still answer with its predecessor's evidence.
 */
export function podPairNames(runId: string, nodeName: string, namespace: string): PodPairNames {
  const pair = stableHash(`${runId}\n${nodeName}`);
  return { namespace, sandboxed: `kataproof-${pair}-sandboxed`, ordinary: `kataproof-${pair}-ordinary` };
}

/** Namespace of a run that has none given: readable where the run id is a DNS label, a hash of it otherwise. */
export function runNamespace(runId: string): string {
  return /^[a-z0-9]([a-z0-9-]{0,45}[a-z0-9])?$/.test(runId)
    ? `kataproof-${runId}`
    : `kataproof-run-${stableHash(runId)}`;
}
