import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startEmulatedAzure } from '../../../scripts/local-stack/start-emulated-azure.ts';
import type { MainAppTarget } from '../../support/main-app/main-app-target.ts';
import { withRefusingSink } from '../../support/main-app/refusing-sink.ts';
import { withSigningKey } from '../../support/main-app/with-signing-key.ts';
import { type AzureHostInstall, azureHostManners, startAzureHost } from '../functions-host/start-azure-host.ts';

/** On Azure's host waits take their real time. Only the emulated Azure can be fast, and the app can poll often. */
const settings = { KATAPROOF_POLL_SECONDS: '1', KATAPROOF_WATCH_SECONDS: '5' };
const speed = 60;

/**
 * By default, messages that a killed host had taken return after five minutes. These settings make that much shorter
 * (host.json reference of Durable Functions, storageProvider).
 */
const soonBack = {
  AzureFunctionsJobHost__extensions__durableTask__storageProvider__controlQueueVisibilityTimeout: '00:01:00',
  AzureFunctionsJobHost__extensions__durableTask__storageProvider__workItemQueueVisibilityTimeout: '00:01:00',
};

/** Copies the package that is deployed, because Azure's host writes into the folder of its app. */
function stageApp(folder: string): string {
  const app = join(folder, 'app');
  cpSync(fileURLToPath(new URL('../../../dist/app', import.meta.url)), app, { recursive: true });
  return app;
}

/**
 * Starts Azure's host with the built app, with Durable's Azure Storage backend on Azurite, and with an emulated Azure.
 */
export async function startOnAzureHost(
  install: AzureHostInstall,
  scenario: string,
): Promise<MainAppTarget & { stop(): Promise<void> }> {
  const folder = mkdtempSync(join(tmpdir(), 'kataproof-main-app-'));
  const azure = await startEmulatedAzure({ stateDirectory: folder, scenario, speed });
  const clear = async (): Promise<void> => {
    await azure.stop();
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    const host = await startAzureHost(install, {
      app: stageApp(folder),
      readyPath: '/api/runs?limit=1',
      environment: (connection) => ({
        ...settings,
        ...soonBack,
        ...azure.ready.settings,
        ...withRefusingSink(azure.ready),
        ...withSigningKey(azure.ready),
        TASKHUB_NAME: 'Kataproof',
        KATAPROOF_STORAGE_CONNECTION_STRING: connection,
      }),
    });
    const { subscriptionId, resourceGroup, cluster } = azure.ready;
    return {
      ...azureHostManners,
      baseUrl: host.baseUrl,
      storageConnection: host.storageConnection,
      cluster: { subscriptionId, resourceGroup, name: cluster },
      azure: { scenario, ready: azure.ready },
      restart: host.restart,
      asked: [],
      async stop() {
        await host.stop();
        await clear();
      },
    };
  } catch (error) {
    await clear();
    throw error;
  }
}
