import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, dirname, join, resolve } from 'node:path';
import { parse } from 'yaml';
import { KataproofError } from '../../shared/errors/kataproof-error.ts';
import { asRecord } from '../../shared/plain/as-record.ts';
import { type Kubeconfig, kubeconfigSchema } from './kubeconfig-schema.ts';

/** One file, and the folder that its relative paths start from. */
export interface KubeconfigFile {
  path: string;
  folder: string;
  content: Kubeconfig;
}

/**
 * Reads the files that kubectl would read: the one that is named, or those of `KUBECONFIG`, of which some may be missing,
 * or `~/.kube/config` (kubectl reference, "Organizing Cluster Access Using kubeconfig Files"). Throws KubeconfigUnusable;
 * the message quotes no file, for it may hold a secret anywhere.
 */
export function readKubeconfigs(named: string | undefined, environment: NodeJS.ProcessEnv): KubeconfigFile[] {
  if (named !== undefined) return [readOne(named) ?? missing(named)];
  const listed = (environment['KUBECONFIG'] ?? '').split(delimiter).filter((path) => path !== '');
  const paths = listed.length > 0 ? listed : [join(homedir(), '.kube', 'config')];
  const files = paths.map(readOne).filter((file) => file !== null);
  return files.length > 0 ? files : missing(paths.join(', '));
}

function readOne(path: string): KubeconfigFile | null {
  const text = readText(path);
  if (text === null) return null;
  const read = kubeconfigSchema.safeParse(parseYaml(path, text));
  if (!read.success)
    throw new KataproofError(
      'KubeconfigUnusable',
      `${path} is no kubeconfig (look at ${read.error.issues.map((issue) => issue.path.join('.') || 'its top').join(', ')}).`,
    );
  return { path, folder: dirname(resolve(path)), content: read.data };
}

function readText(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    const code = String(asRecord(error)['code']);
    if (code === 'ENOENT') return null;
    throw new KataproofError('KubeconfigUnusable', `${path} cannot be read (${code}).`);
  }
}

function parseYaml(path: string, text: string): unknown {
  try {
    return parse(text);
  } catch {
    throw new KataproofError('KubeconfigUnusable', `${path} is not YAML.`);
  }
}

function missing(paths: string): never {
  throw new KataproofError(
    'KubeconfigUnusable',
    `There is no kubeconfig at ${paths}. Name one with --kubeconfig or KUBECONFIG; for AKS, az aks get-credentials writes it.`,
  );
}
