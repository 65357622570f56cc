import { createAlertSinks } from './alerting/create-alert-sinks.ts';
import { createClusterConnections } from './azure/arm-cluster-connections.ts';
import { createManagedClusters } from './azure/arm-managed-clusters.ts';
import { createCredential } from './azure/create-credential.ts';
import { createOwnIdentity } from './azure/read-own-principals.ts';
import { createKubernetesAdapters } from './kubernetes/create-kubernetes-adapters.ts';
import type { Settings } from './settings.ts';
import { createAlertStates } from './storage/create-alert-states.ts';
import { createChangeClaims } from './storage/create-change-claims.ts';
import { createEvidenceArchive } from './storage/create-evidence-archive.ts';
import { createFindings } from './storage/create-findings.ts';
import { createPostures } from './storage/create-postures.ts';
import { createRetention } from './storage/create-retention.ts';
import { createRunRecords } from './storage/create-run-records.ts';
import type { Ports } from './workflow/activities.ts';

/** The only place where adapters meet: says who keeps which promise. Opens no connection before it is needed. */
export function createAdapters(settings: Settings): Ports {
  const credential = createCredential(settings.azure.clientId, settings.azure.managedIdentity);
  const arm = {
    credential,
    endpoint: settings.azure.resourceManagerEndpoint,
    audience: settings.azure.resourceManagerAudience,
  };
  const storage = { ...settings.storage, credential };
  return {
    clusters: createManagedClusters(arm),
    ...createKubernetesAdapters({ connections: createClusterConnections(arm), now: Date.now }),
    records: createRunRecords(storage),
    postures: createPostures(storage),
    evidence: createEvidenceArchive(storage),
    findings: createFindings(storage),
    claims: createChangeClaims(storage),
    retention: createRetention(storage),
    identity: createOwnIdentity(arm),
    alertStates: createAlertStates(storage),
    sinks: createAlertSinks({ sinks: settings.alerting.sinks, credential, now: Date.now }),
  };
}
