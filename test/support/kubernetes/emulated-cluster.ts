import type { V1Job } from '@kubernetes/client-node';
import { createTokenAuthority } from '../../../emulator/azure/identity/create-token-authority.ts';
import type { GivenPolicies } from '../../../emulator/kubernetes/api-server/requests/admission-policies.ts';
import { createKubernetesClusters } from '../../../emulator/kubernetes/create-kubernetes-clusters.ts';
import type { KubernetesFaults } from '../../../emulator/scenarios/scenario.ts';
import { createAccessRecord } from '../../../emulator/seams/access-record.ts';
import { createRealClock } from '../../../emulator/seams/clock.ts';
import type { NodePool } from '../../../emulator/seams/kubernetes-clusters.ts';
import type { RoleAssignment } from '../../../emulator/seams/role-assignments.ts';
import { aksServerAppId } from '../../../emulator/seams/token-authority.ts';
import type { Transport } from '../../../shared/clusters/transport.ts';
import { type Failure, toFailure } from '../../../shared/errors/failure.ts';
import { buildNamespace, buildPodPair, type PodPairOptions } from '../../../shared/isolation/build-pod-pair.ts';
import type { DeployedPair } from '../../../shared/isolation/deployed-pair.ts';
import type { NodeEvidence, NodeVerdict } from '../../../shared/isolation/evidence.ts';
import { judgeNode } from '../../../shared/isolation/judge-node.ts';
import { podPairNames, runNamespace } from '../../../shared/isolation/pod-pair-names.ts';
import { createVerificationCluster } from '../../../shared/kubernetes/kubernetes-verification-cluster.ts';
import type { PairObservation, PairWatch, VerificationCluster } from '../../../shared/ports/verification-cluster.ts';
import { eventually, hangMs } from '../eventually.ts';
import { commandsIn } from './command-channel.ts';
import { watchFor } from './watch-for.ts';

export const cluster = { subscriptionId: 's', resourceGroup: 'g', name: 'aks-1' };
export const runId = '8294000000000-abcd1234';
export const nonce = 'nonce-1';
export const clusterId = '/subscriptions/s/resourceGroups/g/providers/Microsoft.ContainerService/managedClusters/aks-1';

/** Nothing listens there. */
const noWayIn = 'https://127.0.0.2:443';

export const kataPool: NodePool = {
  name: 'kata',
  count: 1,
  vmSize: 'Standard_D4s_v5',
  vcpus: 4,
  memoryMiB: 16_384,
  mode: 'User',
  osSku: 'AzureLinux',
  kata: true,
  nodeImageVersion: 'AKSAzureLinux-V3katagen2-202608.20.0',
  orchestratorVersion: '1.34.2',
  taints: ['sandbox=kata:NoSchedule'],
  labels: {},
};

/** Where commands run: their pods tolerate no taint. */
const systemPool: NodePool = { ...kataPool, name: 'system', mode: 'System', kata: false, taints: [] };

/** The number of emulated milliseconds in each real one, so that pods that take seconds take milliseconds. */
const usualSpeed = 400;

/** Starts an emulated cluster with a Kata pool, and our adapter connected to it as in Azure. */
export async function startEmulatedCluster(
  faults: KubernetesFaults = {},
  pool: Partial<NodePool> = {},
  roleAssignments: readonly RoleAssignment[] | null = null,
  admissionPolicies: GivenPolicies = [],
  transport: Transport = 'kubernetes-api',
  speed = usualSpeed,
) {
  const clock = createRealClock();
  const tokens = await createTokenAuthority(clock);
  const access = createAccessRecord();
  const options = { clock, speed, tokens, faults, roleAssignments, accessRecord: access, admissionPolicies };
  const clusters = await createKubernetesClusters(options);
  const azureRbac = roleAssignments !== null;
  const { name } = cluster;
  const endpoint = await clusters.startCluster({ id: clusterId, name, kubernetesVersion: '1.34.2', azureRbac });
  clusters.setNodePool(clusterId, { ...kataPool, ...pool });
  const readToken = async () => (await tokens.issueToken(aksServerAppId, 3600)).token;
  const connection = { ...endpoint, readToken };
  const byCommand = transport === 'run-command';
  if (byCommand) clusters.setNodePool(clusterId, systemPool);
  const adapter = createVerificationCluster({
    connections: { openConnection: async () => (byCommand ? { ...connection, server: noWayIn } : connection) },
    commands: byCommand ? commandsIn(clusters, clusterId, readToken) : null,
    runCommand: 'when-unreachable',
    commandLimits: { pauseMs: 20, triesAfterMs: [] },
    readEventsEveryMs: speed === usualSpeed ? 30 : hangMs,
    requestTimeoutMs: hangMs,
    now: Date.now,
  });
  return {
    ...{ adapter, clusters, connection, tokens, access },
    store: clusters.storeOf(clusterId),
    stop: () => clusters.stop(),
  };
}

/** Repeats an act while its failure is retryable, as the orchestrators do, but with short pauses. */
export async function patiently<T>(act: () => Promise<T>): Promise<T> {
  let failure: Failure | undefined;
  const succeeded = async () => {
    try {
      return { value: await act() };
    } catch (error) {
      failure = toFailure(error);
      if (!failure.retryable) throw error;
      return undefined;
    }
  };
  return (await eventually(() => `Nothing but ${failure?.code}: ${failure?.message}`, succeeded)).value;
}

/** Repeats a call until `willDo` accepts its answer. */
export async function until<T>(ask: () => Promise<T>, willDo: (answer: T) => boolean): Promise<T> {
  let answer: T | undefined;
  const good = async () => {
    answer = await ask();
    return willDo(answer) ? { answer } : undefined;
  };
  return (await eventually(() => `Nothing but ${JSON.stringify(answer)}`, good)).answer;
}

export async function readyNodes(adapter: VerificationCluster, count = 1) {
  const listNodes = () => patiently(() => adapter.listNodes(cluster, kataPool.name));
  const { nodes } = await until(listNodes, ({ nodes }) => nodes.filter(({ ready }) => ready).length >= count);
  return nodes;
}

/**
 * Deploys a pair to the first node of the pool and watches it until it ends, or until it has a trouble that is not
 * `told` (null: all are).
 */
export async function runPair(
  adapter: VerificationCluster,
  change: Partial<PodPairOptions> = {},
  alter: (job: V1Job) => void = () => undefined,
  told: PairWatch['told'] = null,
): Promise<{
  observation: PairObservation;
  verdict: NodeVerdict;
  names: PodPairOptions['names'];
  deployed: DeployedPair;
}> {
  const [before] = await readyNodes(adapter);
  if (!before) throw new Error('There is no node.');
  const names = podPairNames({ runId, nodeName: before.name, sequence: '1-' }, runNamespace(runId));
  const expiresAt = '2030-01-01T00:00:00.000Z';
  const order: PodPairOptions = {
    runId,
    names,
    nodeName: before.name,
    nonce,
    image: 'mcr.microsoft.com/azurelinux/busybox:1.36',
    runtimeClassName: 'kata-vm-isolation',
    toleratedTaints: before.taints,
    activeDeadlineSeconds: 3000,
    ttlSecondsAfterFinished: 6000,
    expiresAt,
    ...change,
  };
  const pair = buildPodPair(order);
  alter(pair.sandboxed);
  const namespace = buildNamespace({ name: names.namespace, runId, expiresAt });
  await patiently(() => adapter.ensureNamespace(cluster, namespace));
  const { runtimeClass } = await patiently(() => adapter.readRuntimeClass(cluster, order.runtimeClassName));
  const ordinary = await patiently(() => adapter.ensureJob(cluster, pair.ordinary));
  const sandboxed = await patiently(() => adapter.ensureJob(cluster, pair.sandboxed));
  const uids = { ordinary: ordinary.uid, sandboxed: sandboxed.uid };
  const deployed = { names, nodeName: before.name, nonce, jobs: pair, uids, runtimeClass };
  const observation = await patiently(() => adapter.watchPodPair(cluster, deployed, { ...watchFor(hangMs), told }));
  const { node: after } = await patiently(() => adapter.readNode(cluster, before.name));
  return { observation, names, deployed, verdict: judgeNode(evidenceOf(before, after, observation)) };
}

function evidenceOf(
  before: NonNullable<NodeEvidence['before']>,
  after: NodeEvidence['after'],
  { pair, sandboxed, ordinary }: PairObservation,
): NodeEvidence {
  const failure = failureOfPair(pair);
  return { nodeName: before.name, before, after, sandboxed, ordinary, failure };
}

function failureOfPair(pair: PairObservation['pair']): NodeEvidence['failure'] {
  if (pair.state === 'running') return { code: 'StillRunning', message: pair.waitingFor };
  return pair.state === 'failed' ? { code: pair.code, message: pair.message } : null;
}
