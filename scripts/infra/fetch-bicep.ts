import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, constants, copyFileSync, existsSync, mkdirSync, readFileSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

const project = join(import.meta.dirname, 'bicep-cli');

const lockSchema = z.object({
  dependencies: z.record(z.string(), z.record(z.string(), z.object({ resolved: z.string() }))),
});

/** Either where the Bicep CLI is, or why this machine has none. */
export type FetchedBicep = { path: string; version: string } | { absent: string };

/**
 * Brings the Bicep CLI into `cache`: the NuGet package whose version and content hash stand in the lock file of this
 * platform, by the .NET SDK. Where there is no such lock file, a `bicep` of the same version on the PATH is taken.
 * Throws an Error when the package cannot be restored, such as for another content hash than is locked.
 */
export function fetchBicep(cache: string): FetchedBicep {
  const platform = `${process.platform === 'darwin' ? 'osx' : process.platform.replace(/32$/, '')}-${process.arch}`;
  const version = lockedVersion('linux-x64');
  const name = process.platform === 'win32' ? 'bicep.exe' : 'bicep';
  const cached = join(cache, `bicep-${version}-${platform}`, name);
  if (existsSync(cached)) return { path: cached, version };
  if (existsSync(lockOf(platform))) {
    if (!answers('dotnet', ['--version'])) return { absent: 'there is no .NET SDK, which fetches the Bicep CLI' };
    return { path: restore(cache, { platform, name, version, target: cached }), version };
  }
  if (answers('bicep', ['--version'])?.includes(` ${version} `)) return { path: 'bicep', version };
  return { absent: `there is no lock file for ${platform}, and no bicep ${version} on the PATH` };
}

const lockOf = (platform: string) => join(project, 'locks', `${platform}.json`);

/** The version is the same in every lock file, since the project pins it. */
function lockedVersion(platform: string): string {
  const { dependencies } = lockSchema.parse(JSON.parse(readFileSync(lockOf(platform), 'utf8')));
  const version = Object.values(dependencies).flatMap((packages) => Object.values(packages))[0]?.resolved;
  if (!version) throw new Error(`${lockOf(platform)} locks no package.`);
  return version;
}

/** What a program says with these arguments; null when it is not there or refuses. */
function answers(program: string, args: string[]): string | null {
  const { status, stdout } = spawnSync(program, args, { encoding: 'utf8' });
  return status === 0 ? stdout : null;
}

function restore(
  cache: string,
  { platform, name, version, target }: { platform: string; name: string; version: string; target: string },
): string {
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
  const source = join(folder, `azure.bicep.commandline.${platform}`, version, 'tools', name);
  mkdirSync(join(target, '..'), { recursive: true });
  // NuGet's own folder keeps no execute bit. Another process that does the same must not find half a program.
  const half = `${target}.${process.pid}`;
  copyFileSync(source, half, constants.COPYFILE_FICLONE);
  chmodSync(half, 0o755);
  renameSync(half, target);
  return target;
}
