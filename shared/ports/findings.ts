import type { ClusterReference } from '../clusters/cluster-reference.ts';
import type { Finding, Inspection, LastInspections, Waiver } from '../workloads/finding.ts';

/** Findings per cluster: Azure Tables, one partition per cluster. Throws coded errors. */
export interface Findings {
  /**
   * Writes what an inspection found: new findings appear, known ones keep `firstSeenAt` and waiver, and those of the same
   * rules that were not found again are resolved. Idempotent.
   */
  recordInspection(inspection: Inspection): Promise<{ opened: string[]; resolved: string[] }>;
  listFindings(cluster: ClusterReference): Promise<Finding[]>;
  readLastInspections(cluster: ClusterReference): Promise<LastInspections>;
  /** False when there is no such finding. */
  waive(cluster: ClusterReference, findingId: string, waiver: Waiver | null): Promise<{ found: boolean }>;
}
