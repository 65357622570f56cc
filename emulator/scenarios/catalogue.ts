import {
  allowedImages,
  injectNetworkSetup,
  noDefaultNamespace,
  otherLimits,
  ownersOfNamespaces,
  requiredProbes,
  requiredTeam,
  sideEffects,
  unreachable,
} from './admission-controllers.ts';
import { injectSidecar, replaceProbe } from './pod-webhooks.ts';
import type { Scenario } from './scenario.ts';

/** What is read of a subscription beside its clusters. */
const besidesClusters = /\/Microsoft\.(Compute|Network|Authorization|PolicyInsights)\/|\/kubernetesVersions$/i;

export const scenarios: readonly Scenario[] = [
  {
    name: 'healthy',
    summary: 'Everything works: each sandboxed pod has a kernel of its own.',
    arm: {},
    kubernetes: {},
  },
  {
    name: 'shared-kernel',
    summary: 'The kata handler is silently mapped to runc: sandboxed pods run on the node kernel.',
    arm: {},
    kubernetes: { kataHandlerRunsRunc: 'every-node' },
  },
  {
    name: 'runtime-class-stripped',
    summary: 'A mutating webhook drops runtimeClassName from new pods.',
    arm: {},
    kubernetes: { webhookDropsRuntimeClass: true },
  },
  {
    name: 'runtime-class-absent',
    summary: 'The RuntimeClass of Kata is not there until somebody updates the cluster.',
    arm: {},
    kubernetes: { runtimeClassOnlyAfterUpdate: true },
  },
  {
    name: 'sidecar-injected',
    summary: 'A service mesh injects its sidecar into new pods, ours included.',
    arm: {},
    kubernetes: { webhookChangesPods: injectSidecar },
  },
  {
    name: 'probe-replaced',
    summary: 'Sandboxed pods run on the node kernel, and a mutating webhook replaces what they report.',
    arm: {},
    kubernetes: { kataHandlerRunsRunc: 'every-node', webhookChangesPods: replaceProbe },
  },
  {
    name: 'another-sandbox',
    summary: 'Sandboxed pods have an own kernel that shows no mark of Kata.',
    arm: {},
    kubernetes: { guestIsNotKata: true },
  },
  {
    name: 'boot-id-replayed',
    summary: 'Sandboxed pods show the boot id of another node of the cluster, as replayed or shared kernels would.',
    arm: {},
    kubernetes: { guestsShareBootId: 'another-node' },
  },
  {
    name: 'pool-never-ready',
    summary: 'The pool is Succeeded, its nodes never become Ready.',
    arm: {},
    kubernetes: { nodesNeverReady: true },
  },
  {
    name: 'node-never-registers',
    summary: 'Azure counts one node more than ever registers in the cluster.',
    arm: {},
    kubernetes: { lastNodeNeverRegisters: true },
  },
  {
    name: 'pool-fails',
    summary: 'The pool is accepted and its operation ends Failed with a provisioningError.',
    arm: {
      poolOperationFails: {
        code: 'AllocationFailed',
        message: 'Allocation failed. We do not have sufficient capacity for the requested VM size in this region.',
      },
    },
    kubernetes: {},
  },
  {
    name: 'cluster-fails',
    summary: 'A new cluster is accepted and its operation ends Failed with a provisioningError.',
    arm: {
      clusterOperationFails: {
        code: 'AllocationFailed',
        message: 'Allocation failed. We do not have sufficient capacity for the requested VM size in this region.',
      },
    },
    kubernetes: {},
  },
  {
    name: 'cluster-preempted',
    summary: 'Another operation takes the place of that which makes a new cluster.',
    arm: {
      clusterOperationFails: {
        code: 'AKSOperationPreempted',
        message: 'The operation was overridden and canceled by a later operation.',
      },
    },
    kubernetes: {},
  },
  {
    name: 'quota-exceeded',
    summary: 'The subscription has no vCPU quota left for the size.',
    arm: { vcpuQuotaExceeded: true },
    kubernetes: {},
  },
  {
    name: 'policy-denies',
    summary: 'An Azure Policy denies node pools without Trusted Launch, which Kata pools cannot have.',
    arm: { policyDemandsTrustedLaunch: true },
    kubernetes: {},
  },
  {
    name: 'gatekeeper-denies',
    summary: 'Azure Policy does not allow the probe image in pods, and says so through Gatekeeper.',
    arm: {},
    kubernetes: { webhooks: [allowedImages] },
  },
  {
    name: 'gatekeeper-denies-default',
    summary: 'Azure Policy allows no pods in the namespace default, where trials are made.',
    arm: {},
    kubernetes: { webhooks: [noDefaultNamespace] },
  },
  {
    name: 'gatekeeper-denies-namespaces',
    summary: 'A constraint of Gatekeeper lets in no namespace without a label that ours do not have.',
    arm: {},
    kubernetes: { webhooks: [ownersOfNamespaces] },
  },
  {
    name: 'safeguards-enforced',
    summary: 'Deployment Safeguards are enforced, and our pods keep to them.',
    arm: {},
    kubernetes: { webhooks: [requiredProbes] },
  },
  {
    name: 'safeguards-deny',
    summary: 'A sidecar is injected that lacks what Deployment Safeguards demand, and they deny the pods for it.',
    arm: {},
    kubernetes: { webhookChangesPods: injectSidecar, webhooks: [requiredProbes] },
  },
  {
    name: 'kyverno-denies',
    summary: 'A policy of Kyverno demands a label of pods and Jobs that ours do not have.',
    arm: {},
    kubernetes: { webhooks: [requiredTeam] },
  },
  {
    name: 'pod-security-denies',
    summary: 'An init container is injected that Pod Security does not let into namespaces of level restricted.',
    arm: {},
    kubernetes: { webhookChangesPods: injectNetworkSetup },
  },
  {
    name: 'limits-changed',
    summary: 'A mutating webhook gives our pods other limits, and so their virtual machines another size.',
    arm: {},
    kubernetes: { webhooks: [otherLimits] },
  },
  {
    name: 'webhook-refuses-trials',
    summary: 'A webhook has side effects, so that Kubernetes tries nothing that it would be asked about.',
    arm: {},
    kubernetes: { webhooks: [sideEffects] },
  },
  {
    name: 'webhook-unreachable',
    summary: 'The server of a webhook is gone, and no pod is let in without its answer.',
    arm: {},
    kubernetes: { webhooks: [unreachable] },
  },
  {
    name: 'burstable-listed-as-nested',
    summary: "Azure's own list says that a burstable size nests, against the built-in table; AKS does not take it.",
    arm: { listedAsNested: ['Standard_B4s_v2'] },
    kubernetes: {},
  },
  {
    name: 'sizes-unanswered',
    summary: 'Azure does not answer when it is asked for VM sizes, quotas, subnets, rights and policies.',
    arm: { badAnswers: { path: besidesClusters, answer: 'nothing' } },
    kubernetes: {},
  },
  {
    name: 'sizes-fail',
    summary: 'Azure fails when it is asked for VM sizes, quotas, subnets, rights and policies.',
    arm: { badAnswers: { path: besidesClusters, answer: 'server-error' } },
    kubernetes: {},
  },
  {
    name: 'node-reboots-meanwhile',
    summary: 'A node reboots while its evidence is collected.',
    arm: {},
    kubernetes: { nodeRebootsAfterPods: true },
  },
  {
    name: 'pod-cannot-schedule',
    summary: 'The nodes have no memory left for a pod pair.',
    arm: {},
    kubernetes: { nodesFull: true },
  },
  {
    name: 'image-pull-fails',
    summary: 'The probe image cannot be pulled.',
    arm: {},
    kubernetes: { imagePullFails: true },
  },
  { name: 'silent-pod', summary: 'The pods end without a word.', arm: {}, kubernetes: { containersStaySilent: true } },
  {
    name: 'control-lies',
    summary: "The ordinary pod's boot id is not its node's.",
    arm: {},
    kubernetes: { ordinaryPodsLie: true },
  },
  {
    name: 'arm-throttles',
    summary: 'ARM answers 429 with Retry-After for a while.',
    arm: { throttledRequests: 6 },
    kubernetes: {},
  },
  {
    name: 'arm-conflicts',
    summary: 'A background operation holds the cluster (409), then lets go.',
    arm: { backgroundOperationMs: 120_000 },
    kubernetes: {},
  },
  {
    name: 'api-server-flaky',
    summary: 'The API server answers 5xx now and then and drops watches.',
    arm: {},
    kubernetes: { flakyApiServer: { failEvery: 5, watchDropsAfterMs: 300 } },
  },
  {
    name: 'mixed-pool',
    summary: 'One node of the pool is not isolated, the others are.',
    arm: {},
    kubernetes: { kataHandlerRunsRunc: 'last-node' },
  },
  {
    name: 'private-cluster',
    summary:
      'The cluster is private and nothing leads to its API server: it is reached by commands that Azure runs in it.',
    arm: { noWayToApiServers: true },
    kubernetes: {},
  },
  {
    name: 'private-without-commands',
    summary: 'The cluster is private, nothing leads to its API server, and it lets nobody run commands in it.',
    arm: { noWayToApiServers: true, runCommandDisabled: true },
    kubernetes: {},
  },
];

/** Finds a scenario. Throws an error that lists all names when the scenario does not exist. */
export function findScenario(name: string): Scenario {
  const scenario = scenarios.find((candidate) => candidate.name === name);
  if (!scenario)
    throw new Error(`No scenario is called "${name}". There are: ${scenarios.map((s) => s.name).join(', ')}`);
  return scenario;
}
