import { stableHash } from '../plain/stable-hash.ts';

/** Names of the namespace and the two Jobs of a pair. */
export interface PodPairNames {
  namespace: string;
  sandboxed: string;
  ordinary: string;
}

/**
 * Names of the two Jobs of one proof of one node in one run. They are DNS labels, short enough that the name with the
 * suffix of the Job controller still fits into a label (63 characters). Every replay gets the same names. No two nodes or
 * runs share them, because a Job that was just deleted may still give its evidence under its name; nor do two proofs of
 * one node (`sequence` tells them apart), because the pair of the first may be there still.
 */
export function podPairNames(
  { runId, nodeName, sequence }: { runId: string; nodeName: string; sequence: string },
  namespace: string,
): PodPairNames {
  const pair = stableHash(`${runId}\n${nodeName}\n${sequence}`);
  return { namespace, sandboxed: `kataproof-${pair}-sandboxed`, ordinary: `kataproof-${pair}-ordinary` };
}

/**
 * The namespace of a run for which the settings name none: it contains the run id where that is a DNS label, and
 * otherwise a hash of it.
 */
export function runNamespace(runId: string): string {
  return /^[a-z0-9]([a-z0-9-]{0,45}[a-z0-9])?$/.test(runId)
    ? `kataproof-${runId}`
    : `kataproof-run-${stableHash(runId)}`;
}
