import type { V1Affinity, V1Container, V1ContainerPort, V1PodSpec, V1PodTemplateSpec } from '@kubernetes/client-node';
import { goQuote } from '../../api/go-text.ts';
import { amountOf } from '../../api/quantity.ts';
import { deprecatedLabel, nodeSelectorTermWarnings } from './node-label-warnings.ts';

/** What is stored all the same, and told in a `Warning` header (k8s.io/kubernetes/pkg/api/pod/warnings.go). */

const nullSelector = 'a null labelSelector results in matching no pod';

/** Volumes of drivers that are going or gone, in the order in which each volume is looked at. */
const deprecatedVolumes = {
  photonPersistentDisk: 'deprecated in v1.11, non-functional in v1.16+',
  gitRepo: 'deprecated in v1.11',
  scaleIO: 'deprecated in v1.16, non-functional in v1.22+',
  flocker: 'deprecated in v1.22, non-functional in v1.25+',
  storageos: 'deprecated in v1.22, non-functional in v1.25+',
  quobyte: 'deprecated in v1.22, non-functional in v1.25+',
  glusterfs: 'deprecated in v1.25, non-functional in v1.26+',
  cephfs: 'deprecated in v1.28, non-functional in v1.31+',
  rbd: 'deprecated in v1.28, non-functional in v1.31+',
} as const;
const goNames: Record<string, string> = { storageos: 'storageOS' };

const deprecatedAnnotations = {
  'scheduler.alpha.kubernetes.io/critical-pod': 'non-functional in v1.16+; use the "priorityClassName" field instead',
  'security.alpha.kubernetes.io/sysctls': 'non-functional in v1.11+; use the "sysctls" field instead',
  'security.alpha.kubernetes.io/unsafe-sysctls': 'non-functional in v1.11+; use the "sysctls" field instead',
};

const seccompInstead = 'non-functional in v1.27+; use the "seccompProfile" field instead';

/** A pod's containers with their paths, init containers first. */
function containersOf(spec: V1PodSpec, path: string): [V1Container, string][] {
  const lists = { initContainers: spec.initContainers, containers: spec.containers };
  return Object.entries(lists).flatMap(([list, containers]) =>
    (containers ?? []).map((container, index): [V1Container, string] => [container, `${path}.${list}[${index}]`]),
  );
}

function labelWarnings(spec: V1PodSpec, path: string): string[] {
  const affinity = spec.affinity?.nodeAffinity;
  const terms = affinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms ?? [];
  const preferred = affinity?.preferredDuringSchedulingIgnoredDuringExecution ?? [];
  const at = `${path}.affinity.nodeAffinity`;
  return [
    ...Object.keys(spec.nodeSelector ?? {})
      .sort()
      .flatMap((key) => deprecatedLabel(key, (why) => `${path}.nodeSelector[${key}]: ${why}`)),
    ...terms.flatMap((term, index) =>
      nodeSelectorTermWarnings(
        term,
        `${at}.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms[${index}]`,
      ),
    ),
    ...preferred.flatMap(({ preference }, index) =>
      nodeSelectorTermWarnings(
        preference,
        `${at}.preferredDuringSchedulingIgnoredDuringExecution[${index}].preference`,
      ),
    ),
    ...(spec.topologySpreadConstraints ?? []).flatMap(({ topologyKey, labelSelector }, index) => {
      const constraint = `${path}.topologySpreadConstraints[${index}]`;
      return [
        ...deprecatedLabel(topologyKey, (why) => `${constraint}.topologyKey: ${topologyKey} is ${why}`),
        ...(labelSelector ? [] : [`${constraint}.labelSelector: ${nullSelector}`]),
      ];
    }),
  ];
}

function volumeWarnings(spec: V1PodSpec, path: string): string[] {
  return (spec.volumes ?? []).flatMap((volume, index) =>
    Object.entries(deprecatedVolumes)
      .filter(([driver]) => Object.entries(volume).some(([field, source]) => field === driver && source))
      .map(([driver, why]) => `${path}.volumes[${index}].${goNames[driver] ?? driver}: ${why}`),
  );
}

/** Returns a warning for each value that an earlier entry has already. */
function repeated(values: string[], warn: (value: string, index: number) => string): string[] {
  return values.flatMap((value, index) => (values.indexOf(value) < index ? [warn(value, index)] : []));
}

function listWarnings({ hostAliases = [], imagePullSecrets = [] }: V1PodSpec, path: string): string[] {
  const secrets = imagePullSecrets.map(({ name }) => name ?? '');
  const secretAt = (index: number) => `${path}.imagePullSecrets[${index}].name`;
  return [
    ...repeated(
      hostAliases.map(({ ip }) => ip),
      (ip, index) => `${path}.hostAliases[${index}].ip: duplicate ip ${goQuote(ip)}`,
    ),
    ...repeated(secrets, (name, index) => `${secretAt(index)}: duplicate name ${goQuote(name)}`),
    ...secrets.flatMap((name, index) => (name === '' ? [`${secretAt(index)}: invalid empty name ""`] : [])),
  ];
}

/** Bytes come whole: a quantity such as `100m` of memory is less than one. */
function fractionWarnings(quantitiesAt: Record<string, Record<string, string> | undefined>): string[] {
  return ['memory', 'ephemeral-storage'].flatMap((resource) =>
    Object.entries(quantitiesAt).flatMap(([path, quantities]) => {
      const quantity = quantities?.[resource];
      if (quantity === undefined || Number.isInteger(amountOf(quantity))) return [];
      return [`${path}[${resource}]: fractional byte value ${goQuote(quantity)} is invalid, must be an integer`];
    }),
  );
}

function environmentWarnings({ env = [] }: V1Container, path: string): string[] {
  const names = env.map(({ name }) => name);
  return env.flatMap(({ name, value = '', valueFrom }, index) => {
    const reference = `$(${name})`;
    const keeps = !valueFrom && value !== reference && value.includes(reference);
    if (names.indexOf(name) === index || keeps) return [];
    return [
      `${path}.env[${index}]: hides previous definition of ${goQuote(name)}, which may be dropped when using apply`,
    ];
  });
}

function containerWarnings(template: V1PodTemplateSpec, spec: V1PodSpec, prefix: string): string[] {
  const annotations = template.metadata?.annotations ?? {};
  return containersOf(spec, `${prefix}spec`).flatMap(([container, path]) => {
    const key = `container.seccomp.security.alpha.kubernetes.io/${container.name}`;
    const isHalfTold = key in annotations && !container.securityContext?.seccompProfile;
    const { limits, requests } = container.resources ?? {};
    return [
      ...(isHalfTold ? [`${prefix}metadata.annotations[${key}]: ${seccompInstead}`] : []),
      ...fractionWarnings({ [`${path}.resources.limits`]: limits, [`${path}.resources.requests`]: requests }),
      ...environmentWarnings(container, path),
    ];
  });
}

const shownPort = ({ name = '', hostPort = 0, containerPort, protocol = 'TCP', hostIP = '' }: V1ContainerPort) =>
  `{Name:${name} HostPort:${hostPort} ContainerPort:${containerPort} Protocol:${protocol} HostIP:${hostIP}}`;

/** What a port and an earlier one of the same number are to each other; null when they get along. */
function portClash(port: V1ContainerPort, other: V1ContainerPort): string | null {
  const [ip, otherIp] = [port.hostIP ?? '', other.hostIP ?? ''];
  const [hostPort, otherHostPort] = [port.hostPort ?? 0, other.hostPort ?? 0];
  if (ip === otherIp && hostPort === otherHostPort) return 'duplicate';
  if (hostPort === 0 || otherHostPort === 0) return 'overlapping';
  return hostPort === otherHostPort && (ip === '') !== (otherIp === '') ? 'dangerously ambiguous' : null;
}

function portWarnings(spec: V1PodSpec, path: string): string[] {
  const ports = containersOf(spec, path).flatMap(([{ ports: own = [] }, at]) =>
    own.map((port, index) => ({ port, at: `${at}.ports[${index}]` })),
  );
  return ports.flatMap(({ port, at }, index) => [
    ...(port.hostIP && !port.hostPort ? [`${at}: hostIP set without hostPort: ${shownPort(port)}`] : []),
    ...ports
      .slice(0, index)
      .filter(({ port: other }) => other.containerPort === port.containerPort && other.protocol === port.protocol)
      .flatMap((other) => {
        const clash = portClash(port, other.port);
        return clash === null ? [] : [`${at}: ${clash} port definition with ${other.at}`];
      }),
  ]);
}

function affinityWarnings(affinity: V1Affinity | undefined, path: string): string[] {
  return (['podAffinity', 'podAntiAffinity'] as const).flatMap((kind) => {
    const required = affinity?.[kind]?.requiredDuringSchedulingIgnoredDuringExecution ?? [];
    const preferred = affinity?.[kind]?.preferredDuringSchedulingIgnoredDuringExecution ?? [];
    const at = (when: string, index: number) =>
      `${path}.${kind}.${when}DuringSchedulingIgnoredDuringExecution[${index}]`;
    return [
      ...required.flatMap(({ labelSelector }, index) =>
        labelSelector ? [] : [`${at('required', index)}.labelSelector: ${nullSelector}`],
      ),
      ...preferred.flatMap(({ podAffinityTerm }, index) =>
        podAffinityTerm.labelSelector
          ? []
          : [`${at('preferred', index)}.podAffinityTerm.labelSelector: ${nullSelector}`],
      ),
    ];
  });
}

/** Returns the warnings for a pod, or for a template of pods at `prefix` (`spec.template.`). */
export function podWarnings(template: V1PodTemplateSpec, prefix = ''): string[] {
  const { metadata, spec } = template;
  if (!spec) return [];
  const path = `${prefix}spec`;
  const annotations = metadata?.annotations ?? {};
  const podSeccomp = 'seccomp.security.alpha.kubernetes.io/pod';
  return [
    ...labelWarnings(spec, path),
    ...Object.entries(deprecatedAnnotations)
      .filter(([key]) => key in annotations)
      .map(([key, why]) => `${prefix}metadata.annotations[${key}]: ${why}`),
    ...volumeWarnings(spec, path),
    ...listWarnings(spec, path),
    ...fractionWarnings({ [`${path}.overhead`]: spec.overhead }),
    ...(podSeccomp in annotations && !spec.securityContext?.seccompProfile
      ? [`${prefix}metadata.annotations[${podSeccomp}]: ${seccompInstead}`]
      : []),
    ...containerWarnings(template, spec, prefix),
    ...portWarnings(spec, path),
    ...((spec.terminationGracePeriodSeconds ?? 0) < 0
      ? [`${path}.terminationGracePeriodSeconds: must be >= 0; negative values are invalid and will be treated as 1`]
      : []),
    ...affinityWarnings(spec.affinity, `${path}.affinity`),
  ];
}
