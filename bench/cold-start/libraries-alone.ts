import { ContainerServiceClient } from '@azure/arm-containerservice';
import { TableClient } from '@azure/data-tables';
import { BlobServiceClient } from '@azure/storage-blob';
import { CoreV1Api, KubeConfig } from '@kubernetes/client-node';
import { createCredential } from '../../shared/azure/create-credential.ts';

// Each client library that a proof needs, called once and for nothing: what an app that uses them costs at least. A cluster,
// a storage account and an identity are named by the environment, as cold-proofs.ts makes it.

const setting = (name: string): string => process.env[name] ?? '';
const storage = setting('KATAPROOF_STORAGE_CONNECTION_STRING');
const endpoint = setting('AZURE_RESOURCE_MANAGER_ENDPOINT');

async function callEach(): Promise<void> {
  const credential = createCredential(null, true);
  const options = { endpoint, credentials: { scopes: ['https://management.azure.com/.default'] } };
  const arm = new ContainerServiceClient(credential, setting('BENCH_SUBSCRIPTION'), options);
  await arm.managedClusters.get(setting('BENCH_GROUP'), setting('BENCH_CLUSTER'));
  const config = new KubeConfig();
  config.loadFromFile(setting('BENCH_KUBECONFIG'));
  await config.makeApiClient(CoreV1Api).listNode();
  const table = TableClient.fromConnectionString(storage, `t${process.pid}`, { allowInsecureConnection: true });
  await table.createTable();
  await table.upsertEntity({ partitionKey: 'a', rowKey: 'b' });
  const container = BlobServiceClient.fromConnectionString(storage).getContainerClient('libraries-alone');
  await container.createIfNotExists();
  await container.getBlockBlobClient('a').upload('b', 1);
  console.log(JSON.stringify({ idleMs: performance.eventLoopUtilization().idle }));
  process.exit();
}

void callEach();
