import { versions } from 'node:process';
import packageJson from '../../package.json' with { type: 'json' };
import { KataproofError } from '../errors/kataproof-error.ts';

/**
 * Throws InvalidSettings when this Node is older than package.json's `engines` says, and tells what to do. On an older
 * one the app would start, and fail at its first call.
 */
export function refuseOldNode(running: string = versions.node): void {
  const needed = /\b\d{1,4}\.\d{1,4}/.exec(packageJson.engines.node)?.[0] ?? '0.0';
  if (!isOlder(running, needed)) return;
  throw new KataproofError(
    'InvalidSettings',
    `Kataproof needs Node ${needed} or later, and this is Node ${running}. In Azure, set the runtime version of the function app; on this machine, run it with another Node.`,
  );
}

function isOlder(running: string, needed: string): boolean {
  const [major = 0, minor = 0] = running.split('.').map(Number);
  const [neededMajor = 0, neededMinor = 0] = needed.split('.').map(Number);
  return major < neededMajor || (major === neededMajor && minor < neededMinor);
}
