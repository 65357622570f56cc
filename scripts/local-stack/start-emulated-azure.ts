import { mkdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Service, startService } from './start-service.ts';

/** What `emulator/main.ts` says when it is ready. */
export interface EmulatorReady {
  /** Environment for the app: where ARM, managed identity and the alert topic are. */
  settings: Record<string, string>;
  control: string;
  subscriptionId: string;
  resourceGroup: string;
  cluster: string;
  /** Path of a kubeconfig with the local account of the seeded cluster. */
  adminKubeconfig: string;
}

export interface EmulatedAzureOptions {
  stateDirectory: string;
  scenario: string;
  /** How many times faster than in Azure emulated waits pass. */
  speed: number;
  /** Clusters to begin with, as `--clusters` of the emulator takes them from a file; one, `demo`, when absent. */
  clusters?: object[];
  /** Clusters in each page that the emulated ARM lists. */
  pageSize?: number;
  /** Ends what has been started when aborted in the middle of a start. */
  signal?: AbortSignal;
}

/** Compiled code of earlier starts: spares a third of a start. Node keys it by version and content. */
export const compileCache = join(tmpdir(), 'kataproof-compile-cache');

/** Starts the emulated Azure (ARM, Kubernetes, managed identity, Event Grid topic) as a process of its own. */
export function startEmulatedAzure(options: EmulatedAzureOptions): Promise<Service<EmulatorReady>> {
  const logDirectory = join(options.stateDirectory, 'logs');
  mkdirSync(logDirectory, { recursive: true });
  return startService<EmulatorReady>({
    name: 'emulator',
    arguments: [
      'emulator/main.ts',
      ...['--state', join(options.stateDirectory, 'azure')],
      ...['--scenario', options.scenario],
      ...['--speed', String(options.speed)],
      ...(options.clusters ? ['--clusters', writeSeeds(options.stateDirectory, options.clusters)] : []),
      ...(options.pageSize ? ['--page-size', String(options.pageSize)] : []),
    ],
    environment: { ...process.env, NODE_COMPILE_CACHE: compileCache },
    logDirectory,
    signal: options.signal,
  });
}

function writeSeeds(stateDirectory: string, clusters: object[]): string {
  const path = join(stateDirectory, 'clusters.json');
  writeFileSync(path, JSON.stringify(clusters));
  return path;
}
