import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Metafile } from 'esbuild';

export interface BundledPackage {
  name: string;
  version: string;
  /** An SPDX expression, as the package declares it. */
  licence: string;
  folder: string;
}

interface PackageFile {
  name: string;
  version: string;
  license?: string | { type: string };
  licenses?: readonly { type: string }[];
}

/** The folder of the package that a file belongs to: up to the name behind the last `node_modules/`. Null for our own. */
function packageFolder(file: string): string | null {
  const parts = file.split('/');
  const last = parts.lastIndexOf('node_modules');
  if (last === -1) return null;
  return parts.slice(0, last + (parts[last + 1]?.startsWith('@') ? 3 : 2)).join('/');
}

function declaredLicence({ license, licenses }: PackageFile): string {
  if (typeof license === 'string') return license;
  return license?.type ?? licenses?.map(({ type }) => type).join(' OR ') ?? 'unknown';
}

/** The packages that have code in the bundle, by name and version. Throws when one of them cannot be read. */
export function readBundledPackages(metafile: Metafile): BundledPackage[] {
  const inputs = Object.values(metafile.outputs).flatMap((output) => Object.entries(output.inputs));
  const used = inputs.filter(([, { bytesInOutput }]) => bytesInOutput > 0).map(([file]) => packageFolder(file));
  const folders = [...new Set(used)].filter((folder) => folder !== null);
  const packages = folders.map(readPackage);
  const key = ({ name, version, folder }: BundledPackage) => `${name}@${version} ${folder}`;
  return packages.sort((a, b) => (key(a) < key(b) ? -1 : 1));
}

/** What the package in a folder says of itself. Throws when it cannot be read. */
export function readPackage(folder: string): BundledPackage {
  const file = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as PackageFile;
  return { name: file.name, version: file.version, licence: declaredLicence(file), folder };
}
