import type { ClusterReference } from '../clusters/cluster-reference.ts';
import type { ProvenNode } from '../isolation/coverage.ts';
import type { RunFilter } from '../runs/run-filter.ts';
import type { RunNode, RunRecord, RunStep } from '../runs/run-record.ts';

/**
 * The history of runs, in Azure Tables. Writes are idempotent: the caller names the rows. Every method throws coded
 * errors.
 */
export interface RunRecords {
  /** Creates a run; `created` is false when a run with that id exists. */
  createRun(run: RunRecord): Promise<{ created: boolean }>;
  /** The run, or null when there is none with that id. Throws StoredRowUnreadable. */
  readRun(runId: string): Promise<RunRecord | null>;
  /** Changes the given fields of a run and leaves all others as they are. Throws RunNotFound. */
  updateRun(runId: string, change: Partial<RunRecord>): Promise<void>;
  /** Writes lines of the timeline, all or none. The same `sequence` again replaces the line. */
  recordSteps(runId: string, ...steps: RunStep[]): Promise<void>;
  listSteps(runId: string): Promise<RunStep[]>;
  /** Writes evidence and verdict of one node. The same node again replaces them. */
  recordNode(runId: string, node: RunNode): Promise<void>;
  /** The same with the line that tells of it, but nothing of either where the node is recorded already. */
  addNode(runId: string, node: RunNode, line: RunStep): Promise<{ added: boolean }>;
  listNodes(runId: string): Promise<RunNode[]>;
  /**
   * One page of the same, pool by pool and in each by the node's name. A page may be short although there is a next one.
   * Throws InvalidContinuation.
   */
  listNodePage(
    runId: string,
    page: { limit: number; continuation: string | null },
  ): Promise<{ nodes: RunNode[]; continuation: string | null }>;
  /** The same in short, without the evidence, which may be megabytes for a large pool. */
  listProvenNodes(runId: string): Promise<ProvenNode[]>;
  /** One of these; null when that node has no verdict yet. */
  readProvenNode(runId: string, node: Pick<ProvenNode, 'poolName' | 'nodeName'>): Promise<ProvenNode | null>;
  /**
   * One page of the runs that pass a filter, newest first. The work for one page is bounded, so a page may be short or
   * empty although there is a next one. Throws InvalidContinuation.
   */
  listRuns(page: {
    limit: number;
    continuation: string | null;
    filter?: RunFilter;
  }): Promise<{ runs: RunRecord[]; continuation: string | null }>;
  /** Removes a run with its steps and nodes. Idempotent. Whoever calls it knows that the run has ended. */
  removeRun(runId: string): Promise<void>;
  /** Runs that have not ended. */
  listOpenRuns(): Promise<RunRecord[]>;
  /**
   * Removes what marks a run of before `before` (ISO 8601) as open although no run of that id was ever written, because
   * its writer died or was refused. Idempotent.
   */
  removeStrayMarkers(before: string): Promise<{ removed: number }>;
  /** Adds a cluster to the known clusters, which the hourly sweep visits. Idempotent. */
  rememberCluster(cluster: ClusterReference): Promise<void>;
  /** Every cluster that a run ever touched. */
  listKnownClusters(): Promise<ClusterReference[]>;
}
