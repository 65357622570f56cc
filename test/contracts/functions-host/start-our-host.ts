import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startAzurite } from '../../../scripts/local-stack/start-azurite.ts';
import { startService } from '../../../scripts/local-stack/start-service.ts';
import type { ConformanceTarget } from '../../support/functions-host/conformance-target.ts';
import { sharedAzuriteVariable } from '../../support/storage/shared-azurite.ts';

const app = fileURLToPath(new URL('./app', import.meta.url));
const main = fileURLToPath(new URL('../../../emulator/functions-host/main.ts', import.meta.url));

interface Ready {
  baseUrl: string;
  masterKey: string;
}

/** Returns the Azurite of the test run, or starts one. */
async function openStorage(): Promise<{ connectionString: string; stop(): Promise<void> }> {
  const shared = process.env[sharedAzuriteVariable];
  return shared === undefined ? startAzurite() : { connectionString: shared, stop: async () => {} };
}

/**
 * Starts our host with the conformance app, in a process of its own. It is not strict here, because the suite tests
 * what Azure does even where that is a trap. Idle waits for durable timers are accelerated.
 */
export async function startOurHost(): Promise<ConformanceTarget & { stop(): Promise<void> }> {
  const state = mkdtempSync(join(tmpdir(), 'kataproof-conformance-'));
  const storage = await openStorage();
  const host = await startService<Ready>({
    name: 'our-host',
    arguments: [main, '--app', app, '--port', '0', '--state', state, '--strict', 'off', '--speed', '10'],
    environment: { ...process.env, AzureWebJobsStorage: storage.connectionString },
    logDirectory: state,
  });
  return {
    name: 'our host',
    baseUrl: host.ready.baseUrl,
    masterKey: host.ready.masterKey,
    asksForKeys: true,
    storageConnection: storage.connectionString,
    async stop() {
      await host.stop();
      await storage.stop();
      rmSync(state, { recursive: true, force: true });
    },
  };
}
