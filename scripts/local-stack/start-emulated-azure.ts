import { mkdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Service, startService } from './start-service.ts';

/** The line that `emulator/main.ts` prints when it is ready. */
export interface EmulatorReady {
  /** The environment for the app: the addresses of ARM, managed identity and the alert topic. */
  settings: Record<string, string>;
  control: string;
  subscriptionId: string;
  resourceGroup: string;
  cluster: string;
  /** The address of the vault's key, as KATAPROOF_SIGNING_KEY takes it. */
  signingKey: string;
  /** The path of a kubeconfig with the local account of the seeded cluster. */
  adminKubeconfig: string;
  /** A token for the emulated Resource Manager of somebody who may do everything there. */
  ownerToken: string;
}

export interface EmulatedAzureOptions {
  stateDirectory: string;
  scenario: string;
  /** How many times faster than in Azure emulated waits pass. */
  speed: number;
  /** The clusters at the start, in the form of the emulator's `--clusters` file; a single one, `demo`, when absent. */
  clusters?: object[];
  /** How many clusters a page of the emulated ARM's lists has. */
  pageSize?: number;
  /** What the app's identity may do, in the form of the emulator's `--access` file; everything when absent. */
  access?: object;
  /** Ends what has been started when aborted in the middle of a start. */
  signal?: AbortSignal;
}

/**
 * The compiled code of earlier starts, which saves about a third of a start. Node's keys for it are the version and the
 * content.
 */
export const compileCache = join(tmpdir(), 'kataproof-compile-cache');

/**
 * Starts the emulated Azure (ARM, Kubernetes, managed identity, Event Grid topic) in a process of its own. Rejects when
 * it ends before it is ready.
 */
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
      ...(options.clusters ? ['--clusters', writeJson(options.stateDirectory, 'clusters', options.clusters)] : []),
      ...(options.access ? ['--access', writeJson(options.stateDirectory, 'access', options.access)] : []),
      ...(options.pageSize ? ['--page-size', String(options.pageSize)] : []),
    ],
    environment: { ...process.env, NODE_COMPILE_CACHE: compileCache },
    logDirectory,
    signal: options.signal,
  });
}

function writeJson(stateDirectory: string, name: string, content: object): string {
  const path = join(stateDirectory, `${name}.json`);
  writeFileSync(path, JSON.stringify(content));
  return path;
}
