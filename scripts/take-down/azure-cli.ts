import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** Calls the Azure CLI and returns what it says as JSON; null when it says nothing. */
export type AzureCli = (...args: string[]) => Promise<unknown>;

/** The most that a list of the Azure CLI may say: some thousand role assignments. */
const mostBytes = 64 * 1024 * 1024;

/**
 * The `az` that is on the PATH, signed in as whoever calls. Throws an Error with its own words when it fails, or says how
 * to get it when there is none.
 */
export const az: AzureCli = async (...args) => {
  // On Windows it is a script, which only a shell starts; and a shell takes words apart unless they are quoted.
  const shell = process.platform === 'win32';
  const words = shell ? args.map((word) => `"${word.replaceAll('"', '\\"')}"`) : args;
  const options = { maxBuffer: mostBytes, shell };
  try {
    const { stdout } = await promisify(execFile)('az', [...words, '--output', 'json', '--only-show-errors'], options);
    return stdout.trim() === '' ? null : JSON.parse(stdout);
  } catch (error) {
    const { code, stderr } = error as { code?: unknown; stderr?: string };
    if (code === 'ENOENT') throw new Error('The Azure CLI is not on the PATH: https://aka.ms/install-azure-cli');
    throw new Error(`az ${args.slice(0, 3).join(' ')}: ${stderr?.trim() || String(error)}`);
  }
};
