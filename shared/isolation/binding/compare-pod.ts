import type { V1Pod, V1PodSecurityContext, V1PodSpec, V1PodTemplateSpec } from '@kubernetes/client-node';
import { describeInjected } from '../known-injectors.ts';
import { compareContainer, compareSeccomp } from './compare-container.ts';
import { compareFields, type FieldRule } from './field-rules.ts';
import type { PodComparison } from './pod-comparison.ts';

/**
 * What may become of each field of our pod. The scheduler, the quota, the name and the account of a pod are `free`: they
 * cannot touch the report, and the API server, its admission plugins and AKS fill them in. `runtimeClassName` is
 * compared by check-sandbox.ts for the sandboxed pod.
 */
const podRules = {
  activeDeadlineSeconds: 'free',
  affinity: 'free',
  automountServiceAccountToken: 'free',
  containers: 'compared',
  dnsConfig: 'free',
  dnsPolicy: 'free',
  enableServiceLinks: 'free',
  ephemeralContainers: 'compared',
  hostAliases: 'free',
  hostIPC: 'absent',
  hostNetwork: 'absent',
  hostPID: 'absent',
  hostUsers: 'free',
  hostname: 'free',
  hostnameOverride: 'free',
  imagePullSecrets: 'free',
  initContainers: 'compared',
  nodeName: 'free',
  nodeSelector: 'free',
  os: 'free',
  overhead: 'free',
  preemptionPolicy: 'free',
  priority: 'free',
  priorityClassName: 'free',
  readinessGates: 'free',
  resourceClaims: 'absent',
  resources: 'free',
  restartPolicy: 'same',
  runtimeClassName: 'compared',
  schedulerName: 'free',
  schedulingGates: 'free',
  schedulingGroup: 'free',
  securityContext: 'compared',
  serviceAccount: 'free',
  serviceAccountName: 'free',
  setHostnameAsFQDN: 'free',
  shareProcessNamespace: 'absent',
  subdomain: 'free',
  terminationGracePeriodSeconds: 'free',
  tolerations: 'free',
  topologySpreadConstraints: 'free',
  volumes: 'compared',
} satisfies Record<keyof V1PodSpec, FieldRule>;

/** What may become of each field of the pod's security context; see compare-container.ts. */
const podSecurityRules = {
  appArmorProfile: 'free',
  fsGroup: 'free',
  fsGroupChangePolicy: 'free',
  runAsGroup: 'free',
  runAsNonRoot: 'same',
  runAsUser: 'free',
  seLinuxChangePolicy: 'free',
  seLinuxOptions: 'free',
  seccompProfile: 'compared',
  supplementalGroups: 'free',
  supplementalGroupsPolicy: 'free',
  sysctls: 'free',
  windowsOptions: 'free',
} satisfies Record<keyof V1PodSecurityContext, FieldRule>;

/**
 * Annotations that Kata, containerd, CRI-O and their plugins (NRI, CDI) obey: they change the sandbox, or mount files
 * and devices.
 */
const obeyedByRuntimes =
  /^(io\.katacontainers\.|io\.kubernetes\.cri|io\.containerd\.|cdi\.k8s\.io\/|([^/]+\.)?nri\.io\/)/;

/**
 * Compares the pod that we asked for with the live one, after it has ended. What the API server, its admission plugins,
 * AKS and its policies add to every pod is no difference: defaults, tolerations, an account and its token, overhead and
 * node selector of a RuntimeClass, limits, priority, labels, pull secrets, affinity.
 */
export function comparePod(asked: V1PodTemplateSpec, live: V1Pod): PodComparison {
  // What a cluster answers may lack the fields that every pod has.
  const [wanted, found] = [
    { containers: [], ...asked.spec },
    { containers: [], ...live.spec },
  ];
  const tokenVolumes = (found.volumes ?? []).filter(isTokenVolume).map(({ name }) => name);
  const ours = wanted.containers.map((container) => {
    const own = found.containers.find(({ name }) => name === container.name);
    const status = live.status?.containerStatuses?.find(({ name }) => name === container.name);
    if (!own) return { differences: [`container ${container.name} was removed`], remarks: [] };
    return compareContainer(container, own, { tokenVolumes, imageId: status?.imageID ?? '' });
  });
  return {
    differences: [
      ...listInjected(wanted, found),
      ...compareFields(podRules, wanted, found),
      ...compareFields(podSecurityRules, wanted.securityContext ?? {}, found.securityContext ?? {}),
      ...compareSeccomp(found.securityContext?.seccompProfile?.type),
      ...(found.volumes ?? []).filter((volume) => !isTokenVolume(volume)).map(({ name }) => `volume ${name} was added`),
      ...(found.runtimeClassName && !wanted.runtimeClassName
        ? [`runtimeClassName ${found.runtimeClassName} was set`]
        : []),
      ...compareAnnotations(asked, live),
      ...ours.flatMap(({ differences }) => differences),
    ],
    remarks: ours.flatMap(({ remarks }) => remarks),
  };
}

/** Whoever shares a pod with the probe may write its report. */
function listInjected(wanted: V1PodSpec, found: V1PodSpec): string[] {
  const asked = wanted.containers.map(({ name }) => name);
  return [
    ...(found.initContainers ?? []).map(({ name }) => describeInjected('init container', name)),
    ...found.containers
      .filter(({ name }) => !asked.includes(name))
      .map(({ name }) => describeInjected('container', name)),
    ...(found.ephemeralContainers ?? []).map(({ name }) => `ephemeral container ${name} was attached`),
  ];
}

function isTokenVolume({ name, projected }: NonNullable<V1PodSpec['volumes']>[number]): boolean {
  return /^kube-api-access-/.test(name) && projected !== undefined;
}

function compareAnnotations(asked: V1PodTemplateSpec, live: V1Pod): string[] {
  const wanted = asked.metadata?.annotations ?? {};
  return Object.entries(live.metadata?.annotations ?? {})
    .filter(([name, value]) => obeyedByRuntimes.test(name) && wanted[name] !== value)
    .map(([name]) => `annotation ${name} was added`);
}
