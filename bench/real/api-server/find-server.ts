import { execFileSync } from 'node:child_process';
import { findProgram } from '../../../test/support/find-program.ts';

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
    findProgram([name], environment, [environment[binariesVariable] ?? '']),
  );
  if (!etcd || !apiServer || !controllerManager) return null;
  return { binaries: { etcd, apiServer, controllerManager, version: versionOf(apiServer) } };
}

function versionOf(program: string): string {
  return /v(\d+\.\d+\.\d+)/.exec(execFileSync(program, ['--version'], { encoding: 'utf8' }))?.[1] ?? 'unknown';
}
