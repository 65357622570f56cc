import { existsSync, readFileSync } from 'node:fs';
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

/** Where a pod finds what its service account logs in with (Kubernetes, "Accessing the Kubernetes API from a Pod"). */
const serviceAccountFolder = '/var/run/secrets/kubernetes.io/serviceaccount';

/**
 * Reads the files that kubectl would read: the one that is named, or those of `KUBECONFIG`, of which some may be missing,
 * or `~/.kube/config` (kubectl reference, "Organizing Cluster Access Using kubeconfig Files"); in a pod where none of them
 * names a cluster, what its service account logs in with. Throws KubeconfigUnusable; the message quotes no file, for it may
 * hold a secret anywhere.
 */
export function readKubeconfigs(
  named: string | undefined,
  environment: NodeJS.ProcessEnv,
  serviceAccount = serviceAccountFolder,
): KubeconfigFile[] {
  if (named !== undefined) return [readOne(named) ?? missing(named)];
  const listed = (environment['KUBECONFIG'] ?? '').split(delimiter).filter((path) => path !== '');
  const paths = listed.length > 0 ? listed : [join(homedir(), '.kube', 'config')];
  const files = paths.map(readOne).filter((file) => file !== null);
  if (files.some(({ content }) => content.clusters?.length || content.contexts?.length)) return files;
  const pod = inPod(environment, serviceAccount);
  if (pod) return [pod];
  return files.length > 0 ? files : missing(paths.join(', '));
}

/** The cluster that this process is a pod of, as a kubeconfig; null elsewhere. */
function inPod(environment: NodeJS.ProcessEnv, folder: string): KubeconfigFile | null {
  const { KUBERNETES_SERVICE_HOST: host, KUBERNETES_SERVICE_PORT: port } = environment;
  if (!host || !port || !existsSync(join(folder, 'token'))) return null;
  const name = 'in-cluster';
  const server = `https://${host.includes(':') ? `[${host}]` : host}:${port}`;
  return {
    ...{ path: folder, folder },
    content: {
      'current-context': name,
      contexts: [{ name, context: { cluster: name, user: name } }],
      clusters: [{ name, cluster: { server, 'certificate-authority': 'ca.crt' } }],
      users: [{ name, user: { tokenFile: 'token' } }],
    },
  };
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
    return parse(text) ?? {};
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
