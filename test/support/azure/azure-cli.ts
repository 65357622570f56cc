import { execFile, execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type EmulatorOptions, type RunningEmulator, startEmulator } from '../../../emulator/start-emulator.ts';

const run = promisify(execFile);

/** A system's root with another version of the CLI in it, such as Debian's newest; see docs/emulator.md. */
const root = process.env['AZURE_CLI_ROOT'] ?? '';

export function isOnPath(command: string): boolean {
  try {
    execFileSync('which', [command], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

export const hasAzureCli = root !== '' || isOnPath('az');
if (!hasAzureCli)
  process.stderr.write(
    "SKIPPED: Azure's CLI (az) is not on the PATH and AZURE_CLI_ROOT names no root, so nothing is run with it.\n",
  );

/** The CLI that is there as `[major, minor]`; null without one. */
export function azureCliVersion(): [number, number] | null {
  if (!hasAzureCli) return null;
  const [command = 'az', ...first] = root === '' ? ['az'] : ['chroot', root, 'az'];
  const output = execFileSync(command, [...first, 'version', '--output', 'json'], { encoding: 'utf8' });
  const [major, minor] = String(JSON.parse(output)['azure-cli']).split('.').map(Number);
  return [major ?? 0, minor ?? 0];
}

/** The unchanged CLI, logged in at an emulated Azure. */
export interface AzureCli {
  emulator: RunningEmulator;
  /** A folder that both see. */
  folder: string;
  /** A path as the CLI sees it. */
  seen(path: string): string;
  /**
   * Runs a POSIX shell script whose `az` is the CLI, in a new folder. Returns what it prints; throws with its stderr. What
   * makes a cluster or a pool gets `--no-wait`: the CLI itself asks every 30 seconds how far Azure is. A cluster is awaited
   * all the same, as its pool needs it.
   */
  sh(script: string): Promise<string>;
  /** Runs one command, whose words are split at spaces, with `more` as they are. */
  az(line: string, ...more: string[]): Promise<string>;
  stop(): Promise<void>;
}

/** Starts an emulator and logs the CLI in by the very commands of docs/emulator.md. */
export async function openAzureCli(options: Omit<EmulatorOptions, 'stateDir'>): Promise<AzureCli> {
  const folder = await mkdtemp(join(root === '' ? tmpdir() : join(root, 'tmp'), 'kataproof-az-'));
  const seen = (path: string) => (path.startsWith(root) ? path.slice(root.length) : path);
  const emulator = await startEmulator({ ...options, stateDir: folder });
  const { settings } = emulator;
  const ready = join(folder, 'ready.json');
  const caSeen = seen(settings.NODE_EXTRA_CA_CERTS);
  await writeFile(ready, JSON.stringify({ settings: { ...settings, NODE_EXTRA_CA_CERTS: caSeen } }));
  const base = {
    ...{ PATH: process.env['PATH'], HOME: seen(folder), AZURE_CORE_ONLY_SHOW_ERRORS: 'yes' },
  };
  const recipe = await followRecipe(ready, base).catch(async (error: unknown) => {
    await emulator.stop();
    throw error;
  });
  const env = { ...base, ...recipe };
  const configDir = recipe['AZURE_CONFIG_DIR'] ?? '';
  let scripts = 0;

  async function sh(script: string): Promise<string> {
    scripts += 1;
    const cwd = join(folder, `script-${scripts}`);
    await mkdir(cwd);
    const { stdout } = await run('bash', ['-c', `${defineAz(seen(cwd))}\n${withoutWaiting}\n${script}`], { env, cwd });
    return stdout;
  }

  return {
    ...{ emulator, folder, seen, sh },
    async az(line, ...more) {
      const [command = 'az', ...first] = root === '' ? ['az'] : ['chroot', root, 'az'];
      return (await run(command, [...first, ...line.split(' '), ...more], { env })).stdout;
    },
    async stop() {
      await emulator.stop();
      await rm(folder, { recursive: true });
      if (configDir)
        for (const made of [configDir, join(root, configDir)]) await rm(made, { recursive: true, force: true });
    },
  };
}

/** Defines `az` as a function of the shell that runs the CLI in a folder. */
function defineAz(folder: string): string {
  if (root === '') return 'az() { command az "$@"; }';
  return `az() { command chroot '${root}' sh -c 'cd "$0" && exec az "$@"' '${folder}' "$@"; }`;
}

const withoutWaiting = `
eval "waiting_$(declare -f az)"
az() {
  case "$1 $2 $3" in
    'aks create '*) waiting_az "$@" --no-wait && await_cluster "$@" ;;
    'aks nodepool add') waiting_az "$@" --no-wait ;;
    *) waiting_az "$@" ;;
  esac
}
await_cluster() {
  while [ $# -gt 1 ]; do
    case "$1" in --resource-group) group=$2 ;; --name) name=$2 ;; esac
    shift
  done
  waiting_az aks wait --resource-group "$group" --name "$name" --created --interval 1
}`;

/** Logs in, with `ready` in place of the file that the commands name. Returns what they have exported. */
async function followRecipe(ready: string, env: NodeJS.ProcessEnv): Promise<Record<string, string>> {
  const guide = await readFile('docs/emulator.md', 'utf8');
  const [, recipe = ''] = guide.match(/```sh\nREADY=.*\n([\s\S]*?)```/) ?? [];
  const script = ['set -e', defineAz('/'), `READY=${ready}`, recipe, 'export -p'].join('\n');
  const { stdout } = await run('bash', ['-c', script], { env });
  return Object.fromEntries(
    [...stdout.matchAll(/^declare -x (\w+)="(.*)"$/gm)].map(([, name = '', value = '']) => [name, value]),
  );
}
