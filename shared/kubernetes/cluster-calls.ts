import type { RunCommandPolicy } from '../clusters/transport.ts';
import { type ClusterLimits, clusterLimits, commandLimits, trialLimits } from '../outbound/limits.ts';
import type { ClusterCommands } from '../ports/cluster-commands.ts';
import type { ClusterConnections } from '../ports/managed-clusters.ts';
import type { TransportChoice, VerificationCluster } from '../ports/verification-cluster.ts';
import { type CallCluster, createCallCluster } from './connection/call-cluster.ts';
import { createClusterApiCache, createClusterApis } from './connection/cluster-apis.ts';
import { createTransportChoice } from './run-command/choose-transport.ts';
import { createCommandApis } from './run-command/command-apis.ts';

/** What the Kubernetes adapters need. Limits and times that are left out have defaults for production. */
export interface KubernetesDependencies extends Partial<ClusterLimits> {
  connections: ClusterConnections;
  /** Azure's own way into clusters; null or left out where there is none. */
  commands?: ClusterCommands | null;
  /** When commands may be run instead; `never` when left out. */
  runCommand?: RunCommandPolicy;
  /** Limits of commands, where they differ from those of production. */
  commandLimits?: Partial<typeof commandLimits>;
  /** Milliseconds between two reads of the Jobs and Events of a pair in trouble. */
  readEventsEveryMs?: number;
  /** Milliseconds since the epoch. */
  now: () => number;
}

/** Calls to clusters, each on the way that was chosen for it. */
export type ClusterCalls = CallCluster & CallsAside;

/** `inSeconds` goes to the API server itself, and gives up early. */
type CallsAside = Pick<VerificationCluster, 'chooseTransport'> & { inSeconds: CallCluster };

/** Creates calls to clusters over kept connections. All adapters share one of these. */
export function createClusterCalls(dependencies: KubernetesDependencies): ClusterCalls {
  const { connections, commands = null, now, runCommand = 'never' } = dependencies;
  const limits = { ...clusterLimits, ...dependencies };
  const connect: Parameters<typeof createClusterApiCache>[0]['connect'] = async (cluster) =>
    createClusterApis(await connections.openConnection(cluster), limits);
  const cache = createClusterApiCache({ connect, now });
  const overNetwork = createCallCluster(cache, limits);
  const inSeconds = createCallCluster(cache, { ...limits, ...trialLimits, ...dependencies });
  if (!commands)
    return Object.assign<CallCluster, CallsAside>(overNetwork, { inSeconds, chooseTransport: async () => network });
  const probe: Parameters<typeof createTransportChoice>[0]['probe'] = (cluster) =>
    overNetwork(cluster, ({ version }) => version.getCode());
  const { triesAfterMs } = { ...commandLimits, ...dependencies.commandLimits };
  const choice = createTransportChoice({ policy: runCommand, commands, probe, triesAfterMs, now });
  const byCommand = createCallsByCommand(dependencies, commands);
  const call: CallCluster = async (cluster, act) => {
    const transport = cluster.transport ?? (await choice.recall(cluster)).transport;
    return transport === 'run-command' ? byCommand(cluster, act) : overNetwork(cluster, act);
  };
  return Object.assign(call, { inSeconds, chooseTransport: choice.choose });
}

const network: TransportChoice = { transport: 'kubernetes-api', reason: null };

function createCallsByCommand(
  { now, commandLimits: given }: KubernetesDependencies,
  commands: NonNullable<KubernetesDependencies['commands']>,
): CallCluster {
  const limits = { ...commandLimits, ...given };
  const connect: Parameters<typeof createClusterApiCache>[0]['connect'] = async (cluster) =>
    createCommandApis(await commands.openChannel(cluster), limits);
  return createCallCluster(createClusterApiCache({ connect, now }), limits);
}
