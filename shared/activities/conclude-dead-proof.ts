import type { NodeEvidence, NodeVerdict } from '../isolation/evidence.ts';
import { judgeNode } from '../isolation/judge-node.ts';
import { rulesVersion } from '../isolation/rules-version.ts';
import type { RunRecords } from '../ports/run-records.ts';

/** The proof of one node whose orchestration died. */
export interface DeadProof {
  runId: string;
  poolName: string | null;
  nodeName: string;
  /** Why it is dead, for the evidence of a node of which nothing is known. */
  failure: NonNullable<NodeEvidence['failure']>;
}

/**
 * The verdict of a node whose proof died. If the proof had recorded a verdict before that, this one holds; otherwise an
 * inconclusive one is recorded. Idempotent; throws coded errors of the storage.
 */
export async function concludeDeadProof(
  records: Pick<RunRecords, 'listNodes' | 'recordNode'>,
  { runId, poolName, nodeName, failure }: DeadProof,
): Promise<{ verdict: NodeVerdict }> {
  const nodes = await records.listNodes(runId);
  const known = nodes.find((node) => node.evidence.nodeName === nodeName && node.poolName === poolName);
  if (known) return { verdict: known.verdict };
  const evidence = { nodeName, before: null, after: null, sandboxed: null, ordinary: null, failure };
  const verdict = judgeNode(evidence);
  const judgedUnder = { rules: rulesVersion, vmmNames: [] };
  await records.recordNode(runId, { poolName, evidence, verdict, judgedUnder });
  return { verdict };
}
