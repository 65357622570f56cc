import { spawn } from 'node:child_process';
import { accessSync, chmodSync, constants, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type ConformanceTarget, pause } from './conformance-target.ts';

const app = fileURLToPath(new URL('./app', import.meta.url));

/** How Azure's own host can be started here. */
export type AzureHostInstall =
  | { kind: 'core-tools'; command: string }
  /** A folder with the unpacked parts `host`, `node-worker` and `extension-bundles`, each with its `tools/any`. */
  | { kind: 'parts'; folder: string };

const isExecutable = (path: string): boolean => {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
};

/** Azure's host on this machine: the folder that KATAPROOF_FUNCTIONS_HOST names, else `func` on the PATH. */
export function findAzureHost(environment: NodeJS.ProcessEnv): AzureHostInstall | undefined {
  const folder = environment['KATAPROOF_FUNCTIONS_HOST'];
  if (folder !== undefined && folder !== '') return { kind: 'parts', folder };
  const command = (environment['PATH'] ?? '')
    .split(delimiter)
    .map((each) => join(each, 'func'))
    .find(isExecutable);
  return command === undefined ? undefined : { kind: 'core-tools', command };
}

const account = 'devstoreaccount1';
/** Azurite's public, well-known key; no secret. */
const accountKey = 'Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==';

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });
}

async function startStorage(folder: string): Promise<{ connection: string; stop(): void }> {
  const main = join(dirname(createRequire(import.meta.url).resolve('azurite/package.json')), 'dist/src/azurite.js');
  const ports: Record<string, number> = { blob: await freePort(), queue: await freePort(), table: await freePort() };
  const listen = Object.entries(ports).flatMap(([name, port]) => [`--${name}Port`, String(port)]);
  const args = [main, '--silent', '--skipApiVersionCheck', '--disableTelemetry', '--location', folder, ...listen];
  const azurite = spawn(process.execPath, args, { stdio: 'ignore' });
  const endpoint = (name: string): string => `http://127.0.0.1:${ports[name]}/${account}`;
  return {
    connection: `DefaultEndpointsProtocol=http;AccountName=${account};AccountKey=${accountKey};BlobEndpoint=${endpoint('blob')};QueueEndpoint=${endpoint('queue')};TableEndpoint=${endpoint('table')};`,
    stop: () => void azurite.kill('SIGKILL'),
  };
}

/** The command line and environment of each kind; that of the parts follows the Core Tools' sources. */
function commandOf(
  install: AzureHostInstall,
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
      languageWorkers__node__workerDirectory: part('node-worker'),
      AzureFunctionsJobHost__extensionBundle__downloadPath: part('extension-bundles'),
      AzureFunctionsJobHost__extensionBundle__ensureLatest: 'false',
    },
  };
}

const isUp = async (baseUrl: string): Promise<boolean> => {
  try {
    return (await fetch(`${baseUrl}/api/ticks`)).status === 200;
  } catch {
    return false;
  }
};

/** Starts Azure's host with the conformance app and Azurite. Rejects when it isn't up within two minutes. */
export async function startAzureHost(
  install: AzureHostInstall,
): Promise<ConformanceTarget & { stop(): Promise<void> }> {
  const folder = mkdtempSync(join(tmpdir(), 'kataproof-azure-host-'));
  const storage = await startStorage(folder);
  const port = await freePort();
  const { command, args, env } = commandOf(install, port);
  const environment = { ...process.env, ...env, AzureWebJobsStorage: storage.connection };
  // The host of the parts ends when its standard input closes, so it is kept open.
  const host = spawn(command, args, { cwd: app, env: environment, stdio: ['pipe', 'pipe', 'pipe'], detached: true });
  let log = '';
  const keep = (chunk: Buffer): void => {
    log = (log + chunk.toString('utf8')).slice(-20_000);
  };
  host.stdout.on('data', keep);
  host.stderr.on('data', keep);
  const failure = new Promise<never>((_resolve, reject) => {
    host.once('error', reject);
    host.once('exit', (code) => reject(new Error(`Azure's host ended with ${code}:\n${log}`)));
  });
  failure.catch(() => {});
  const stop = async (): Promise<void> => {
    if (host.pid !== undefined && host.exitCode === null) process.kill(-host.pid, 'SIGKILL');
    storage.stop();
    await pause(200);
    rmSync(folder, { recursive: true, force: true });
  };
  const baseUrl = `http://127.0.0.1:${port}`;
  const up = async (): Promise<void> => {
    for (const deadline = Date.now() + 120_000; !(await isUp(baseUrl)); await pause(500)) {
      if (Date.now() > deadline) throw new Error(`Azure's host is not up after two minutes:\n${log}`);
    }
  };
  try {
    await Promise.race([up(), failure]);
  } catch (error) {
    await stop();
    throw error;
  }
  // Hosts on a developer's machine ask for no keys; any key opens the admin API.
  return {
    name: "Azure's host",
    baseUrl,
    masterKey: 'unused',
    asksForKeys: false,
    patienceMs: 60_000,
    calmMs: 2_000,
    stop,
  };
}
