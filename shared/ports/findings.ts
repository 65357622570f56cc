import type { ClusterReference } from '../clusters/cluster-reference.ts';
import type { Finding, Inspection, LastInspections, WaiverAsker, WaiverTerms } from '../workloads/finding.ts';

/** Findings per cluster, in Azure Tables. Every method throws coded errors. */
export interface Findings {
  /**
   * Records what an inspection found. New findings are added, known ones keep `firstSeenAt` and waiver, and findings of
   * the inspected rules that were not found again are resolved. Returns the ids of findings that were opened and
   * resolved, and every finding of the cluster as it is then. Idempotent.
   */
  recordInspection(inspection: Inspection): Promise<{ opened: string[]; resolved: string[]; findings: Finding[] }>;
  /** Every finding of a cluster: standing, waived and resolved. */
  listFindings(cluster: ClusterReference): Promise<Finding[]>;
  /** When each side of a cluster was last inspected. */
  readLastInspections(cluster: ClusterReference): Promise<LastInspections>;
  /**
   * Sets the waiver of a finding; null takes it back. Who did it is kept, also after the waiver's end. `found` is false
   * when there is no such finding; `matched` is false, and nothing is written, when the finding is not one that `ifMatch`
   * names (see `matches`). Idempotent.
   */
  waive(
    cluster: ClusterReference,
    findingId: string,
    terms: WaiverTerms | null,
    asker: WaiverAsker,
    ifMatch?: string | null,
  ): Promise<{ found: boolean; matched: boolean }>;
}
