import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
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

const whatIsNeeded = `The benchmark needs etcd, kube-apiserver and kube-controller-manager on the PATH or in the folder that ${binariesVariable} names, or a cluster with a Kata node in the kubeconfig that ${kubeconfigVariable} names; and kubectl`;

/** Where there is a real API server: a cluster of somebody's, or programs to start one; and else what is missing. */
export function findServer(
  environment: NodeJS.ProcessEnv,
): { kubeconfig: string } | { binaries: Binaries } | { missing: string } {
  const kubeconfig = environment[kubeconfigVariable];
  if (kubeconfig && !existsSync(kubeconfig))
    return { missing: `There is no file ${kubeconfig}, which ${kubeconfigVariable} names.` };
  if (kubeconfig) return { kubeconfig };
  const names = ['etcd', 'kube-apiserver', 'kube-controller-manager'];
  const [etcd, apiServer, controllerManager] = names.map((name) =>
    findProgram([name], environment, [environment[binariesVariable] ?? '']),
  );
  if (!etcd || !apiServer || !controllerManager) {
    const lacking = names.filter((_name, index) => ![etcd, apiServer, controllerManager][index]);
    return { missing: `There is no ${lacking.join(', no ')}. ${whatIsNeeded}.` };
  }
  return { binaries: { etcd, apiServer, controllerManager, version: versionOf(apiServer) } };
}

function versionOf(program: string): string {
  return /v(\d+\.\d+\.\d+)/.exec(execFileSync(program, ['--version'], { encoding: 'utf8' }))?.[1] ?? 'unknown';
}
