import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** Calls the Azure CLI and returns what it says as JSON; null when it says nothing. */
export type AzureCli = (...args: string[]) => Promise<unknown>;

/** The most that a list of the Azure CLI may say: some thousand role assignments. */
const mostBytes = 64 * 1024 * 1024;

export const noAzureCli = 'The Azure CLI is not on the PATH: https://aka.ms/install-azure-cli';

/**
 * What to start for a call of `az`. On Windows it is a batch file, which only a shell starts; and a shell takes words apart
 * unless they are quoted, such as paths with a space.
 */
export function azureCliCall(args: readonly string[], platform: NodeJS.Platform = process.platform) {
  if (platform !== 'win32') return { file: 'az', args: [...args], shell: false };
  const words = args.map((word) => `"${word.replaceAll('"', '\\"')}"`);
  return { file: ['az', ...words].join(' '), args: [], shell: true };
}

/**
 * The `az` that is on the PATH, signed in as whoever calls. Throws an Error with its own words when it fails, or says how
 * to get it when there is none.
 */
export const az: AzureCli = async (...args) => {
  const call = azureCliCall([...args, '--output', 'json', '--only-show-errors']);
  try {
    const options = { maxBuffer: mostBytes, shell: call.shell };
    const { stdout } = await promisify(execFile)(call.file, call.args, options);
    return stdout.trim() === '' ? null : JSON.parse(stdout);
  } catch (error) {
    const { code, stderr } = error as { code?: unknown; stderr?: string };
    if (code === 'ENOENT') throw new Error(noAzureCli);
    throw new Error(`az ${args.slice(0, 3).join(' ')}: ${stderr?.trim() || String(error)}`);
  }
};
