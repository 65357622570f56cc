import { spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { findFreePort } from '../../../scripts/local-stack/find-free-port.ts';
import { spawnNode } from '../../../scripts/local-stack/spawn-node.ts';
import { hangMs, pause } from '../../support/eventually.ts';
import { findProgram } from '../../support/find-program.ts';
import type { ConformanceTarget } from '../../support/functions-host/conformance-target.ts';

/** The ways to start Azure's own host. */
export type AzureHostInstall =
  | { kind: 'core-tools'; command: string }
  /** A folder with the unpacked parts `host`, `node-worker` and `extension-bundles`, each with its `tools/any`. */
  | { kind: 'parts'; folder: string };

/** Finds Azure's host: in the folder that KATAPROOF_FUNCTIONS_HOST names, otherwise as `func` on the PATH. */
export function findAzureHost(environment: NodeJS.ProcessEnv): AzureHostInstall | undefined {
  const folder = environment['KATAPROOF_FUNCTIONS_HOST'];
  if (folder !== undefined && folder !== '') return { kind: 'parts', folder };
  const command = findProgram(['func'], environment);
  return command === null ? undefined : { kind: 'core-tools', command };
}

const account = 'devstoreaccount1';
/** Azurite's well-known public key, which is not a secret. */
const accountKey = 'Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==';

async function startStorage(folder: string): Promise<{ connection: string; stop(): void }> {
  const main = join(dirname(createRequire(import.meta.url).resolve('azurite/package.json')), 'dist/src/azurite.js');
  const ports: Record<string, number> = {
    blob: await findFreePort(),
    queue: await findFreePort(),
    table: await findFreePort(),
  };
  const listen = Object.entries(ports).flatMap(([name, port]) => [`--${name}Port`, String(port)]);
  const args = [main, '--silent', '--skipApiVersionCheck', '--disableTelemetry', '--location', folder, ...listen];
  const azurite = spawnNode(args, { output: 'ignore', errors: 'ignore' });
  const endpoint = (name: string): string => `http://127.0.0.1:${ports[name]}/${account}`;
  return {
    connection: `DefaultEndpointsProtocol=http;AccountName=${account};AccountKey=${accountKey};BlobEndpoint=${endpoint('blob')};QueueEndpoint=${endpoint('queue')};TableEndpoint=${endpoint('table')};`,
    stop: () => void azurite.kill('SIGKILL'),
  };
}

/**
 * Returns the command line and the environment for each kind. Those of the parts follow the sources of the Core Tools.
 */
function commandOf(
  install: AzureHostInstall,
  app: string,
  port: number,
): { command: string; args: string[]; env: NodeJS.ProcessEnv } {
  if (install.kind === 'core-tools') {
    return {
      command: install.command,
      args: ['start', '--port', String(port)],
      env: { FUNCTIONS_WORKER_RUNTIME: 'node' },
    };
  }
  const part = (name: string): string => join(install.folder, name, 'tools', 'any');
  const command = join(part('host'), 'Azure.Functions.Cli.Workloads.Host');
  if (!existsSync(command)) throw new Error(`${command} does not exist.`);
  chmodSync(command, 0o755);
  return {
    command,
    args: ['--urls', `http://127.0.0.1:${port}`],
    env: {
      AzureWebJobsScriptRoot: app,
      AZURE_FUNCTIONS_ENVIRONMENT: 'Development',
      WEBSITE_HOSTNAME: `localhost:${port}`,
      FUNCTIONS_WORKER_RUNTIME: 'node',
      // Otherwise the PATH chooses, which npm changes.
      languageWorkers__node__defaultExecutablePath: process.execPath,
      languageWorkers__node__workerDirectory: part('node-worker'),
      AzureFunctionsJobHost__extensionBundle__downloadPath: part('extension-bundles'),
      AzureFunctionsJobHost__extensionBundle__ensureLatest: 'false',
    },
  };
}

/**
 * What a host on this machine needs of our environment. The rest stays away: a variable such as CONTAINER_NAME or
 * WEBSITE_INSTANCE_ID makes the host take itself for one of Azure's plans, which asks the network for its bundle.
 */
const inherited =
  /^(PATH|HOME|TMPDIR|TEMP|TMP|LANG|LC_.+|TZ|USER|LOGNAME|DOTNET_.+|LD_LIBRARY_PATH|SSL_CERT_.+|NODE_EXTRA_CA_CERTS)$/;

/** The part of an environment that Azure's host is given. */
export function inheritable(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(environment).filter(([name]) => inherited.test(name)));
}

const keptChars = 10_000;

/** Keeps the beginning of a log, where the first error stands, and its end. */
export function createKeptLog(): { add(text: string): void; read(): string } {
  let first = '';
  let last = '';
  let dropped = 0;
  return {
    add(text) {
      const room = keptChars - first.length;
      first += text.slice(0, room);
      const rest = last + text.slice(room);
      last = rest.slice(-keptChars);
      dropped += rest.length - last.length;
    },
    read: () => `${first}${dropped > 0 ? `\n… ${dropped} characters …\n` : ''}${last}`,
  };
}

const isUp = async (url: string): Promise<boolean> => {
  try {
    return (await fetch(url)).status === 200;
  } catch {
    return false;
  }
};

export interface AzureHostOptions {
  /** The folder of the app: host.json, package.json and the files that its `main` names. */
  app: string;
  /** A path that answers 200 once the app has started. */
  readyPath: string;
  /** The settings of the app, in addition to those of the host. */
  environment?: (storageConnection: string) => NodeJS.ProcessEnv;
}

export interface AzureHost {
  baseUrl: string;
  /** Of the Azurite that is its storage. */
  storageConnection: string;
  /** Kills the host, as the loss of its machine would, and starts it again on the same storage and port. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

/** Starts the host once. Rejects when it cannot start. */
async function startProcess(
  install: AzureHostInstall,
  { app, readyPath }: AzureHostOptions,
  port: number,
  environment: NodeJS.ProcessEnv,
): Promise<{ kill(): Promise<void> }> {
  const { command, args, env } = commandOf(install, app, port);
  // The host of the parts ends when its standard input closes, so the input is kept open.
  const host = spawn(command, args, {
    cwd: app,
    env: { ...environment, ...env },
    stdio: ['pipe', 'pipe', 'pipe'],
    detached: true,
  });
  const log = createKeptLog();
  const keep = (chunk: Buffer): void => log.add(chunk.toString('utf8'));
  host.stdout.on('data', keep);
  host.stderr.on('data', keep);
  const exited = new Promise<number | null>((resolve) => host.once('exit', resolve));
  const failure = new Promise<never>((_resolve, reject) => {
    host.once('error', reject);
    host.once('exit', (code) => reject(new Error(`Azure's host ended with ${code}:\n${log.read()}`)));
  });
  failure.catch(() => {});
  const kill = async (): Promise<void> => {
    if (host.pid === undefined || host.exitCode !== null || host.signalCode !== null) return;
    process.kill(-host.pid, 'SIGKILL');
    await exited;
  };
  const up = async (): Promise<void> => {
    for (const deadline = Date.now() + hangMs; !(await isUp(`http://127.0.0.1:${port}${readyPath}`)); await pause(500))
      if (Date.now() > deadline)
        throw new Error(`Azure's host is not up after ${hangMs / 60_000} minutes:\n${log.read()}`);
  };
  try {
    await Promise.race([up(), failure]);
  } catch (error) {
    await kill();
    throw error;
  }
  return { kill };
}

/** Starts Azure's host with an app and Azurite as its storage. */
export async function startAzureHost(install: AzureHostInstall, options: AzureHostOptions): Promise<AzureHost> {
  const folder = mkdtempSync(join(tmpdir(), 'kataproof-azure-host-'));
  const storage = await startStorage(folder);
  const port = await findFreePort();
  const environment = {
    ...inheritable(process.env),
    AzureWebJobsStorage: storage.connection,
    ...options.environment?.(storage.connection),
  };
  const clear = async (): Promise<void> => {
    storage.stop();
    await pause(200);
    rmSync(folder, { recursive: true, force: true });
  };
  const start = () => startProcess(install, options, port, environment);
  let life: { kill(): Promise<void> };
  try {
    life = await start();
  } catch (error) {
    await clear();
    throw error;
  }
  return {
    baseUrl: `http://127.0.0.1:${port}`,
    storageConnection: storage.connection,
    async restart() {
      await life.kill();
      life = await start();
    },
    async stop() {
      await life.kill();
      await clear();
    },
  };
}

/** Facts about any app on a host that `func` or the parts start: it needs no keys, and any key opens the admin API. */
export const azureHostManners: Omit<ConformanceTarget, 'baseUrl' | 'storageConnection'> = {
  name: "Azure's host",
  masterKey: 'unused',
  asksForKeys: false,
};
