import type { ClusterReference } from '../clusters/cluster-reference.ts';
import type { ApiServerAccess } from '../clusters/transport.ts';

/** A way into one cluster: shell commands that Azure runs there. */
export interface CommandChannel {
  /**
   * Runs a script of a shell that has kubectl, in a pod of its own, and returns what it printed. AKS cuts off what is
   * longer than 512 kB and does not say so: whoever reads the output must see whether it is whole. Takes 3 to 60 seconds
   * and several calls of Azure Resource Manager. Throws RunCommandDisabled, RunCommandRefused, RunCommandFailed,
   * RunCommandTimedOut, RunCommandResultLost and the errors of Azure Resource Manager.
   */
  run(command: { script: string; token: string }, signal: AbortSignal): Promise<{ output: string }>;
  /**
   * The token that a command runs with, valid for some minutes; empty where the cluster has no Entra ID, and commands are
   * run as its administrator. It never leaves the adapters.
   */
  readToken(): Promise<string>;
}

/** Azure's own way into clusters (`az aks command invoke`). Throws coded errors. */
export interface ClusterCommands {
  /** What Azure tells of the way to the API server: one GET. Throws ClusterNotFound. */
  readAccess(cluster: ClusterReference): Promise<ApiServerAccess>;
  openChannel(cluster: ClusterReference): Promise<CommandChannel>;
}
