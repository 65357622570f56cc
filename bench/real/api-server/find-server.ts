import { execFileSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

/** The programs of a Kubernetes that this machine can run. */
export interface Binaries {
  etcd: string;
  apiServer: string;
  controllerManager: string;
  /** Such as `1.34.2`. */
  version: string;
}

/** A file with the kubeconfig of a cluster that has a Kata node. */
export const kubeconfigVariable = 'BENCH_KUBECONFIG';
/** A folder with the programs, where they are not on the PATH. */
export const binariesVariable = 'BENCH_KUBERNETES';

export const whatIsNeeded = `It needs etcd, kube-apiserver and kube-controller-manager on the PATH or in the folder that ${binariesVariable} names, or a cluster with a Kata node in the kubeconfig that ${kubeconfigVariable} names; and kubectl`;

/** Where there is a real API server: a cluster of somebody's, or programs to start one; null where there is neither. */
export function findServer(environment: NodeJS.ProcessEnv): { kubeconfig: string } | { binaries: Binaries } | null {
  const kubeconfig = environment[kubeconfigVariable];
  if (kubeconfig) return { kubeconfig };
  const [etcd, apiServer, controllerManager] = ['etcd', 'kube-apiserver', 'kube-controller-manager'].map((name) =>
    findProgram(name, environment),
  );
  if (!etcd || !apiServer || !controllerManager) return null;
  return { binaries: { etcd, apiServer, controllerManager, version: versionOf(apiServer) } };
}

/** The path of a program; null where it is nowhere. */
function findProgram(name: string, environment: NodeJS.ProcessEnv): string | null {
  const folders = [environment[binariesVariable] ?? '', ...(environment['PATH'] ?? '').split(delimiter)];
  return (
    folders
      .filter(Boolean)
      .map((folder) => join(folder, name))
      .find(isProgram) ?? null
  );
}

function versionOf(program: string): string {
  return /v(\d+\.\d+\.\d+)/.exec(execFileSync(program, ['--version'], { encoding: 'utf8' }))?.[1] ?? 'unknown';
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
