import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Runs kubectl on a cluster, and resolves with what it printed. Rejects when it fails. */
export type Kubectl = (...args: string[]) => Promise<string>;

export const createKubectl =
  (program: string, kubeconfig: string): Kubectl =>
  async (...args) =>
    (await run(program, ['--kubeconfig', kubeconfig, ...args])).stdout;
