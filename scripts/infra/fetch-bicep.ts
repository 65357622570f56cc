import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, constants, copyFileSync, existsSync, mkdirSync, readFileSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

const project = join(import.meta.dirname, 'bicep-cli');

const lockSchema = z.object({
  dependencies: z.record(z.string(), z.record(z.string(), z.object({ resolved: z.string() }))),
});

const lockOf = (of: string) => join(project, 'locks', `${of}.json`);

/** The version is the same in every lock file, since the project pins it. */
function lockedVersion(): string {
  const { dependencies } = lockSchema.parse(JSON.parse(readFileSync(lockOf('linux-x64'), 'utf8')));
  const found = Object.values(dependencies).flatMap((packages) => Object.values(packages))[0]?.resolved;
  if (!found) throw new Error('The lock file of the Bicep CLI locks no package.');
  return found;
}

const version = lockedVersion();
/** As NuGet names it: its "runtime identifier". */
const platform = `${process.platform === 'darwin' ? 'osx' : process.platform.replace(/32$/, '')}-${process.arch}`;
const program = process.platform === 'win32' ? 'bicep.exe' : 'bicep';

/** Either where the Bicep CLI is, or why this machine has none. */
export type FetchedBicep = { path: string; version: string } | { absent: string };

/**
 * Brings the Bicep CLI into `cache`: the NuGet package whose version and content hash stand in the lock file of this
 * platform, by the .NET SDK. Where there is no such lock file, a `bicep` of the same version on the PATH is taken.
 * Throws an Error when the package cannot be restored, such as for another content hash than is locked.
 */
export function fetchBicep(cache: string): FetchedBicep {
  const cached = pathIn(cache);
  if (existsSync(cached)) return { path: cached, version };
  if (existsSync(lockOf(platform))) {
    if (!answers('dotnet', ['--version'])) return { absent: 'there is no .NET SDK, which fetches the Bicep CLI' };
    return { path: restore(cache, cached), version };
  }
  if (answers('bicep', ['--version'])?.includes(` ${version} `)) return { path: 'bicep', version };
  return { absent: `there is no lock file for ${platform}, and no bicep ${version} on the PATH` };
}

/** The Bicep CLI that `fetchBicep` has brought into `cache` before; null when it has not. */
export const findFetchedBicep = (cache: string): string | null => (existsSync(pathIn(cache)) ? pathIn(cache) : null);

const pathIn = (cache: string) => join(cache, `bicep-${version}-${platform}`, program);

/** What a program says with these arguments; null when it is not there or refuses. */
function answers(command: string, args: string[]): string | null {
  const { status, stdout } = spawnSync(command, args, { encoding: 'utf8' });
  return status === 0 ? stdout : null;
}

function restore(cache: string, target: string): string {
  const objects = join(cache, 'obj');
  const { status, stdout, stderr } = spawnSync(
    'dotnet',
    [
      ...['restore', join(project, 'bicep-cli.csproj'), '--locked-mode', '--verbosity', 'quiet'],
      ...[`-p:BicepPlatform=${platform}`, `-p:BaseIntermediateOutputPath=${objects}/`],
    ],
    { encoding: 'utf8', env: { ...process.env, DOTNET_CLI_TELEMETRY_OPTOUT: '1', DOTNET_NOLOGO: '1' } },
  );
  if (status !== 0) throw new Error(`The Bicep CLI could not be fetched.\n${stdout}${stderr}`);
  const packages = execFileSync('dotnet', ['nuget', 'locals', 'global-packages', '--list'], { encoding: 'utf8' });
  const folder = packages.replace(/^[^:]*:/, '').trim();
  const source = join(folder, `azure.bicep.commandline.${platform}`, version, 'tools', program);
  mkdirSync(join(target, '..'), { recursive: true });
  // NuGet's own folder keeps no execute bit. Another process that does the same must not find half a program.
  const half = `${target}.${process.pid}`;
  copyFileSync(source, half, constants.COPYFILE_FICLONE);
  chmodSync(half, 0o755);
  renameSync(half, target);
  return target;
}
