import type { ClusterReference } from '../clusters/cluster-reference.ts';
import type { RunNode, RunRecord, RunStep } from '../runs/run-record.ts';

/** History: Azure Tables. Writes are idempotent upserts of rows that the caller names. Throws coded errors. */
export interface RunRecords {
  /** Guarded create: false when a run of that id exists already. */
  createRun(run: RunRecord): Promise<{ created: boolean }>;
  readRun(runId: string): Promise<RunRecord | null>;
  /** Merges the fields given into the run. */
  updateRun(runId: string, change: Partial<RunRecord>): Promise<void>;
  recordStep(runId: string, step: RunStep): Promise<void>;
  listSteps(runId: string): Promise<RunStep[]>;
  recordNode(runId: string, node: RunNode): Promise<void>;
  listNodes(runId: string): Promise<RunNode[]>;
  /** Newest first; one page. */
  listRuns(page: {
    limit: number;
    continuation: string | null;
  }): Promise<{ runs: RunRecord[]; continuation: string | null }>;
  /** Runs that have not ended, for the sweeper. */
  listOpenRuns(): Promise<RunRecord[]>;
  /** Every cluster that a run ever touched, for the sweeper. */
  rememberCluster(cluster: ClusterReference): Promise<void>;
  listKnownClusters(): Promise<ClusterReference[]>;
}
