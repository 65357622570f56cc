import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { HubRecord } from '../../emulator/functions-host/durable/hub/hub-record.ts';
import { startHost } from '../../emulator/functions-host/start-host.ts';
import { callApi } from '../../scripts/local-stack/call-api.ts';
import { startAzurite } from '../../scripts/local-stack/start-azurite.ts';
import { startKataCluster } from '../../test/support/cli/start-kata-cluster.ts';
import { hasVerdict } from '../proof/run-account.ts';
import { type ForkedApp, forkApp } from './fork-app.ts';

/** Emulated waits pass so much faster than in Azure. No pod is late then, about which the app would ask. */
const speed = 60;

export interface ColdProofs {
  /** Has a worker that is started for it prove a node. Returns the milliseconds in which that worker did something. */
  prove(): Promise<number>;
  /** What names the emulated services to a process. */
  environment: Record<string, string | undefined>;
  stop(): Promise<void>;
}

/** Starts what a proof needs: Azure, a cluster, storage. Each proof has a host of its own in this process, and its worker in another. */
export async function startColdProofs(folder: string): Promise<ColdProofs> {
  const [azure, storage] = await Promise.all([startKataCluster('healthy', { nodes: 1, speed }), startAzurite()]);
  const { subscriptionId, resourceGroup, cluster: name, adminKubeconfig } = azure;
  const settings = {
    ...azure.settings,
    ...{ TASKHUB_NAME: 'Kataproof', AzureWebJobsStorage: storage.connectionString },
    KATAPROOF_STORAGE_CONNECTION_STRING: storage.connectionString,
  };
  // The host reads its own part of the settings in the environment of its process.
  Object.assign(process.env, settings);
  const environment = { ...settings, PATH: process.env['PATH'] };
  return {
    prove: () => proveCold(folder, environment, { subscriptionId, resourceGroup, name }),
    environment: {
      ...environment,
      ...{ BENCH_SUBSCRIPTION: subscriptionId, BENCH_GROUP: resourceGroup, BENCH_CLUSTER: name },
      BENCH_KUBECONFIG: adminKubeconfig,
    },
    async stop() {
      await Promise.all([azure.stop(), storage.stop()]);
    },
  };
}

async function proveCold(folder: string, environment: NodeJS.ProcessEnv, cluster: object): Promise<number> {
  const state = mkdtempSync(join(tmpdir(), 'kataproof-cold-start-'));
  const verdict = Promise.withResolvers<void>();
  const records: HubRecord[] = [];
  const after = (_count: number, record: HubRecord) => {
    records.push(record);
    if (record.type === 'activity-finished' && hasVerdict(records)) verdict.resolve();
    if (record.type === 'turn' && record.outcome.status === 'Failed') verdict.reject(new Error('A run has failed.'));
  };
  let busyMs = 0;
  const opened = Promise.withResolvers<ForkedApp>();
  const host = await startHost({
    ...{ app: folder, port: 0, state, auth: true, speed, steady: false, strict: true },
    ...{ hooks: { before: () => undefined, after }, writeLog: () => undefined },
    async load() {
      const hostname = process.env['WEBSITE_HOSTNAME'];
      const worker = await forkApp(folder, { ...environment, WEBSITE_HOSTNAME: hostname });
      opened.resolve(worker);
      return worker.app;
    },
  });
  try {
    await callApi(`${host.baseUrl}/api/verifications`, host.masterKey, { cluster, nodePool: 'kata' });
    await verdict.promise;
  } finally {
    busyMs = await (await opened.promise).end();
    await host.stop();
    rmSync(state, { recursive: true, force: true });
  }
  return busyMs;
}
