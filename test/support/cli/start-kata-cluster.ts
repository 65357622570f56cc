import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type EmulatorReady, startEmulatedAzure } from '../../../scripts/local-stack/start-emulated-azure.ts';

const pool = { vmSize: 'Standard_D4s_v5', osSKU: 'AzureLinux' };

/** The seed of a cluster that has a Kata pool of so many nodes from the beginning. */
export const clusterWithKata = (name: string, nodes: number) => ({
  name,
  pools: [
    { ...pool, name: 'system', mode: 'System', count: 1 },
    { ...pool, name: 'kata', mode: 'User', count: nodes, workloadRuntime: 'KataVmIsolation' },
  ],
});

/** Starts an emulated Azure with one such cluster, `demo`. Its kubeconfig is `adminKubeconfig`. */
export async function startKataCluster(
  scenario: string,
  { nodes = 1, speed = 60 } = {},
): Promise<EmulatorReady & { stop(): Promise<void> }> {
  const stateDirectory = mkdtempSync(join(tmpdir(), 'kataproof-cli-'));
  const azure = await startEmulatedAzure({
    stateDirectory,
    scenario,
    speed,
    clusters: [clusterWithKata('demo', nodes)],
  });
  return {
    ...azure.ready,
    async stop() {
      await azure.stop();
      rmSync(stateDirectory, { recursive: true, force: true });
    },
  };
}
