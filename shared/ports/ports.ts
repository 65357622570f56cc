import type { AlertSinks } from './alert-sinks.ts';
import type { AlertStates } from './alert-states.ts';
import type { ChangeClaims } from './change-claims.ts';
import type { ClusterAddresses } from './cluster-addresses.ts';
import type { ClusterTrials } from './cluster-trials.ts';
import type { EvidenceArchive } from './evidence-archive.ts';
import type { EvidenceSigner } from './evidence-signer.ts';
import type { EvidenceStatements } from './evidence-statements.ts';
import type { Findings } from './findings.ts';
import type { ManagedClusters } from './managed-clusters.ts';
import type { NewClusters } from './new-clusters.ts';
import type { OwnIdentity } from './own-identity.ts';
import type { Postures } from './postures.ts';
import type { ProofChains } from './proof-chains.ts';
import type { Retention } from './retention.ts';
import type { RunClaims } from './run-claims.ts';
import type { RunRecords } from './run-records.ts';
import type { Subscriptions } from './subscriptions.ts';
import type { VerificationCluster } from './verification-cluster.ts';
import type { WorkloadInspection } from './workload-inspection.ts';

/** Everything that the app needs from outside. create-adapters.ts chooses the adapter of each port. */
export interface Ports {
  clusters: ManagedClusters;
  newClusters: NewClusters;
  addresses: ClusterAddresses;
  subscriptions: Subscriptions;
  verification: VerificationCluster;
  trials: ClusterTrials;
  records: RunRecords;
  postures: Postures;
  evidence: EvidenceArchive;
  statements: EvidenceStatements;
  /** Null where no setting names a key. */
  signer: EvidenceSigner | null;
  chains: ProofChains;
  findings: Findings;
  claims: ChangeClaims;
  runClaims: RunClaims;
  identity: OwnIdentity;
  alertStates: AlertStates;
  sinks: AlertSinks;
  retention: Retention;
  workloads: WorkloadInspection;
}
