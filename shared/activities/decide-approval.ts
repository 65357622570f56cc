import type { Ports } from '../ports/ports.ts';
import { approvalKey, type Decision, formatDecision, parseDecision } from '../runs/approval.ts';
import { readCancelRequest } from './read-cancel-request.ts';

/** The decision that counts, and when it was made (ISO 8601). */
export type KeptDecision = Decision & { at: string };

/**
 * Decides whether a waiting run may go on. Approval and expiry may come at the same moment, at several hosts: the first
 * one counts, and every caller gets that one. Idempotent; throws coded errors of the storage.
 */
export async function decideApproval(
  { runClaims }: Pick<Ports, 'runClaims'>,
  { runId, decision, at }: { runId: string; decision: Decision; at: string },
): Promise<KeptDecision> {
  const kept = await runClaims.claimRun(approvalKey(runId), { runId, fingerprint: formatDecision(decision), at });
  return { ...parseDecision(kept.fingerprint), at: kept.at };
}

/** The decision about a waiting run; null while there is none. Also says whether the run is to end early. */
export async function readApproval(
  { runClaims, records }: Pick<Ports, 'runClaims' | 'records'>,
  runId: string,
): Promise<{ decided: KeptDecision | null; cancelRequested: boolean }> {
  const claim = await runClaims.readClaim(approvalKey(runId));
  const { cancelRequested } = await readCancelRequest(records, runId);
  return { decided: claim && { ...parseDecision(claim.fingerprint), at: claim.at }, cancelRequested };
}
