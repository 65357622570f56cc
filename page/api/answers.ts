import type { z } from 'zod';
import type { NodeResult, RenderedPod } from '../../shared/api/answers/evidence-schemas.ts';
import type { RunAnswer, RunSummaryAnswer, TimelineEntry } from '../../shared/api/answers/run-schemas.ts';
import type { Operation } from '../../shared/api/operation.ts';
import type { listClusters } from '../../shared/api/operations/clusters.ts';
import type { listProofs } from '../../shared/api/operations/evidence.ts';
import type { listFindings } from '../../shared/api/operations/findings.ts';
import type { planProvisioning } from '../../shared/api/operations/plans.ts';
import type { listClusterPostures, listPostures } from '../../shared/api/operations/postures.ts';
import type { checkPreflight } from '../../shared/api/operations/preflights.ts';
import type { listRunNodes, listRuns } from '../../shared/api/operations/runs.ts';

/** What an operation answers with success, by its schema: all that the page knows of the API. */
export type AnswerOf<O extends Operation> = O['answers'] extends { 200: { schema: infer Schema } }
  ? Schema extends z.ZodType<infer Value>
    ? Value
    : never
  : never;

export type PosturePage = AnswerOf<typeof listPostures>;
export type Posture = PosturePage['value'][number];
export type Verdict = Posture['verdict'];
export type ClusterPage = AnswerOf<typeof listClusters>;
export type ArmCluster = ClusterPage['value'][number];
export type NodePool = NonNullable<ArmCluster['nodePools']>[number];
export type RunPage = AnswerOf<typeof listRuns>;
export type RunSummary = RunSummaryAnswer;
export type Run = RunAnswer;
export type { NodeResult, TimelineEntry };
export type Pod = RenderedPod;
export type Preflight = AnswerOf<typeof checkPreflight>;
export type Plan = AnswerOf<typeof planProvisioning>;
export type NodePage = AnswerOf<typeof listRunNodes>;
export type ProofPage = AnswerOf<typeof listProofs>;
export type Proof = ProofPage['value'][number];
export type ClusterPostures = AnswerOf<typeof listClusterPostures>;
export type Findings = AnswerOf<typeof listFindings>;
