import { asOutcome } from '../../shared/activities/outcome.ts';
import { createManagedClusters } from '../../shared/azure/arm-managed-clusters.ts';
import { createCredential } from '../../shared/azure/create-credential.ts';
import { parseClusterId } from '../../shared/clusters/cluster-id.ts';

/**
 * Reads a cluster as the app would, in a process of its own, because the identity library reads the environment and
 * Node reads the certificates only once in a process. Prints the outcome as JSON.
 */
const [clusterId = '', clientId = '', managedIdentity = ''] = process.argv.slice(2);
const clusters = createManagedClusters({
  endpoint: process.env['AZURE_RESOURCE_MANAGER_ENDPOINT'] ?? '',
  audience: 'https://management.azure.com',
  credential: createCredential(clientId || null, managedIdentity === 'managed'),
});
const cluster = parseClusterId(clusterId)?.cluster;
if (!cluster) throw new Error(`${clusterId} is no cluster id.`);
console.log(JSON.stringify(await asOutcome(() => clusters.readCluster(cluster))));
