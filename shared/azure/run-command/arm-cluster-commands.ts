import type { RunCommandResult } from '@azure/arm-containerservice';
import type { ClusterReference } from '../../clusters/cluster-reference.ts';
import { roleNames } from '../../clusters/role-names.ts';
import { KataproofError } from '../../errors/kataproof-error.ts';
import type { ClusterCommands } from '../../ports/cluster-commands.ts';
import { type ArmAccess, callArm, createArmClient } from '../arm-client.ts';
import { createEntraLogin, readGivenKubeconfig } from '../arm-cluster-connections.ts';
import { commandError, judgeCommandResult } from './judge-command-result.ts';

interface CommandAccess extends ArmAccess {
  now?: () => number;
  /** Milliseconds before each look for the end of a command; the last one is repeated. */
  pausesMs?: readonly number[];
}

/** A command takes 3 to 60 seconds, and each look is a call of Azure Resource Manager, of which there are 60 a minute. */
const usualPausesMs = [700, 1_000, 1_500, 2_000, 3_000];

/**
 * Runs commands by Azure Resource Manager, as `az aks command invoke` does. On a cluster with Entra ID a command runs as this
 * app, with a token for the AKS server app; on any other as the cluster's administrator. No files are attached.
 */
export function createClusterCommands(access: CommandAccess): ClusterCommands {
  const { now = Date.now, pausesMs = usualPausesMs } = access;
  return {
    async readAccess(cluster) {
      const { managedClusters } = createArmClient(access, cluster.subscriptionId);
      const found = await callArm(`read cluster ${cluster.name}`, (abortSignal) =>
        managedClusters.get(cluster.resourceGroup, cluster.name, { abortSignal }),
      );
      const { enablePrivateCluster, authorizedIPRanges, disableRunCommand } = found.apiServerAccessProfile ?? {};
      return {
        privateCluster: enablePrivateCluster ?? false,
        authorizedRanges: (authorizedIPRanges ?? []).length > 0,
        runCommandDisabled: disableRunCommand ?? false,
      };
    },
    async openChannel(cluster) {
      const { login } = await readGivenKubeconfig(access, cluster);
      return {
        readToken:
          login.by === 'entra' ? createEntraLogin({ ...access, now }, cluster, login.tenantId) : async () => '',
        run: async ({ script, token }, signal) => ({
          output: judgeCommandResult(await runScript(access, cluster, { script, token, pausesMs }, signal)),
        }),
      };
    },
  };
}

/** Sends a script and waits for its end. The SDK's own poller asks at a fixed interval. Throws coded errors. */
async function runScript(
  access: ArmAccess,
  cluster: ClusterReference,
  { script, token, pausesMs }: { script: string; token: string; pausesMs: readonly number[] },
  signal: AbortSignal,
): Promise<RunCommandResult> {
  const { managedClusters } = createArmClient(access, cluster.subscriptionId);
  const doing = `run commands in cluster ${cluster.name}: it needs the role "${roleNames.runCommand}" on it`;
  const asked = { command: script, ...(token !== '' && { clusterToken: token }) };
  const poller = managedClusters.runCommand(cluster.resourceGroup, cluster.name, asked, { abortSignal: signal });
  await calling(doing, () => poller.submitted());
  for (let look = 0; ; look++) {
    await pause(pausesMs[Math.min(look, pausesMs.length - 1)] ?? 0, signal);
    await calling(doing, (abortSignal) => poller.poll({ abortSignal }), true);
    if (!poller.isDone) continue;
    if (poller.result) return poller.result;
    throw new KataproofError('RunCommandFailed', absentResult(cluster));
  }
}

function absentResult(cluster: ClusterReference): string {
  return `Azure tells no result of a command in cluster ${cluster.name}.`;
}

async function calling<T>(doing: string, call: (signal: AbortSignal) => Promise<T>, isAccepted = false): Promise<T> {
  try {
    return await callArm(doing, call);
  } catch (error) {
    throw commandError(error, isAccepted);
  }
}

async function pause(ms: number, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  await new Promise<void>((resolve, reject) => {
    const abort = () => {
      clearTimeout(timer);
      reject(signal.reason);
    };
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', abort);
      resolve();
    }, ms);
    signal.addEventListener('abort', abort, { once: true });
  });
}
