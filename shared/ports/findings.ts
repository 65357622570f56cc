import type { ClusterReference } from '../clusters/cluster-reference.ts';
import type { Finding, Inspection, LastInspections, Waiver } from '../workloads/finding.ts';

/** Findings per cluster, in Azure Tables. Every method throws coded errors. */
export interface Findings {
  /**
   * Records what an inspection found. New findings are added, known ones keep `firstSeenAt` and waiver, and findings of
   * the inspected rules that were not found again are resolved. Returns the ids of findings that were opened and
   * resolved. Idempotent.
   */
  recordInspection(inspection: Inspection): Promise<{ opened: string[]; resolved: string[] }>;
  /** Every finding of a cluster: standing, waived and resolved. */
  listFindings(cluster: ClusterReference): Promise<Finding[]>;
  readLastInspections(cluster: ClusterReference): Promise<LastInspections>;
  /** False when there is no such finding. */
  waive(cluster: ClusterReference, findingId: string, waiver: Waiver | null): Promise<{ found: boolean }>;
}
