import { createAlerts } from './alerting/create-alerts.ts';
import { createManagedClusters } from './azure/arm-managed-clusters.ts';
import { createClusterConnections } from './azure/arm-cluster-connections.ts';
import { createCredential } from './azure/create-credential.ts';
import { createVerificationCluster } from './kubernetes/kubernetes-verification-cluster.ts';
import type { Settings } from './settings.ts';
import { createRunRecords } from './storage/create-run-records.ts';
import type { Ports } from './workflow/activities.ts';

/** The only place where adapters meet: says who keeps which promise. Opens no connection before it is needed. */
export function createAdapters(settings: Settings): Ports {
  const credential = createCredential(settings.azure.clientId);
  const arm = {
    credential,
    endpoint: settings.azure.resourceManagerEndpoint,
    audience: settings.azure.resourceManagerAudience,
  };
  return {
    clusters: createManagedClusters(arm),
    verification: createVerificationCluster({ connections: createClusterConnections(arm), now: Date.now }),
    records: createRunRecords({ ...settings.storage, credential }),
    alerts: createAlerts({ ...settings.alerting, credential }),
  };
}
