import { type Container, namespaceOf, type PodSpec, specOf, type Volume } from '../../api/pod-shapes.ts';
import { definitionOf } from '../../api/resource-definitions.ts';
import type { AdmissionRequest, ObjectStore } from '../../api/seams.ts';
import { forbidden } from '../../api/status-errors.ts';

/** The result of one check: what is forbidden and who does it, or null. */
type Check = (spec: PodSpec, containers: Container[]) => { forbidden: string; detail: string } | null;

const quoted = (names: string[]) => names.map((name) => `"${name}"`).join(', ');
const plural = (one: string, names: unknown[]) => (names.length === 1 ? one : `${one}s`);
const who = (containers: Container[]) =>
  `${plural('container', containers)} ${quoted(containers.map(({ name }) => name))}`;
const found = (heading: string, detail: string) => ({ forbidden: heading, detail });

const baselineCapabilities = new Set(
  'AUDIT_WRITE CHOWN DAC_OVERRIDE FOWNER FSETID KILL MKNOD NET_BIND_SERVICE SETFCAP SETGID SETPCAP SETUID SYS_CHROOT'.split(
    ' ',
  ),
);
const restrictedVolumes = new Set([
  'configMap',
  'csi',
  'downwardAPI',
  'emptyDir',
  'ephemeral',
  'image',
  'persistentVolumeClaim',
  'projected',
  'secret',
]);
const volumeType = (volume: Volume) => Object.keys(volume).find((key) => key !== 'name') ?? 'emptyDir';

const baseline: Check[] = [
  (_, containers) => {
    const bad = containers.filter(({ securityContext }) =>
      securityContext?.capabilities?.add?.some((capability) => !baselineCapabilities.has(capability)),
    );
    const names = bad.flatMap(({ securityContext }) => securityContext?.capabilities?.add ?? []);
    const added = [...new Set(names.filter((name) => !baselineCapabilities.has(name)))].sort();
    return bad.length === 0
      ? null
      : found(
          'non-default capabilities',
          `${who(bad)} must not include ${quoted(added)} in securityContext.capabilities.add`,
        );
  },
  (spec) => {
    const used = (['hostNetwork', 'hostPID', 'hostIPC'] as const).filter((field) => spec[field]);
    return used.length === 0 ? null : found('host namespaces', used.map((field) => `${field}=true`).join(', '));
  },
  (spec) => {
    const bad = (spec.volumes ?? []).filter((volume) => 'hostPath' in volume).map(({ name }) => name);
    return bad.length === 0 ? null : found('hostPath volumes', `${plural('volume', bad)} ${quoted(bad)}`);
  },
  (_, containers) => {
    const bad = containers.filter(({ ports }) => ports?.some(({ hostPort }) => hostPort));
    const ports = bad.flatMap((container) =>
      (container.ports ?? []).flatMap(({ hostPort }) => (hostPort ? [hostPort] : [])),
    );
    if (bad.length === 0) return null;
    return found(
      'hostPort',
      `${who(bad)} ${bad.length === 1 ? 'uses' : 'use'} ${plural('hostPort', ports)} ${ports.join(', ')}`,
    );
  },
  (_, containers) => {
    const bad = containers.filter(({ securityContext }) => securityContext?.privileged);
    return bad.length === 0 ? null : found('privileged', `${who(bad)} must not set securityContext.privileged=true`);
  },
  (_, containers) => {
    const bad = containers.filter(({ securityContext }) => (securityContext?.procMount ?? 'Default') !== 'Default');
    return bad.length === 0
      ? null
      : found('procMount', `${who(bad)} must not set securityContext.procMount to "Unmasked"`);
  },
  (spec, containers) => {
    const bad = containers.filter(({ securityContext }) => securityContext?.seccompProfile?.type === 'Unconfined');
    const pod = spec.securityContext?.seccompProfile?.type === 'Unconfined';
    if (bad.length === 0 && !pod) return null;
    const names = [...(pod ? ['pod'] : []), ...(bad.length > 0 ? [who(bad)] : [])].join(' and ');
    return found('seccompProfile', `${names} must not set securityContext.seccompProfile.type to "Unconfined"`);
  },
];

const restricted: Check[] = [
  (_, containers) => {
    const bad = containers.filter(({ securityContext }) => securityContext?.allowPrivilegeEscalation !== false);
    return bad.length === 0
      ? null
      : found(
          'allowPrivilegeEscalation != false',
          `${who(bad)} must set securityContext.allowPrivilegeEscalation=false`,
        );
  },
  (_, containers) => {
    const drop = containers.filter(({ securityContext }) => !securityContext?.capabilities?.drop?.includes('ALL'));
    const add = containers.filter(({ securityContext }) =>
      securityContext?.capabilities?.add?.some((capability) => capability !== 'NET_BIND_SERVICE'),
    );
    const details = [
      ...(drop.length > 0 ? [`${who(drop)} must set securityContext.capabilities.drop=["ALL"]`] : []),
      ...(add.length > 0
        ? [
            `${who(add)} must not include capabilities other than "NET_BIND_SERVICE" in securityContext.capabilities.add`,
          ]
        : []),
    ];
    return details.length === 0 ? null : found('unrestricted capabilities', details.join('; '));
  },
  (spec) => {
    const bad = (spec.volumes ?? []).filter((volume) => !restrictedVolumes.has(volumeType(volume)));
    if (bad.length === 0) return null;
    const types = [...new Set(bad.map(volumeType))].sort();
    const uses = bad.length === 1 ? 'uses' : 'use';
    return found(
      'restricted volume types',
      `${plural('volume', bad)} ${quoted(bad.map(({ name }) => name))} ${uses} restricted volume ${plural('type', types)} ${quoted(types)}`,
    );
  },
  (spec, containers) => {
    const said = spec.securityContext?.runAsNonRoot === true;
    const lying = containers.filter(({ securityContext }) => securityContext?.runAsNonRoot === false);
    const silent = said ? [] : containers.filter(({ securityContext }) => securityContext?.runAsNonRoot === undefined);
    if (lying.length > 0)
      return found('runAsNonRoot != true', `${who(lying)} must not set securityContext.runAsNonRoot=false`);
    return silent.length === 0
      ? null
      : found('runAsNonRoot != true', `pod or ${who(silent)} must set securityContext.runAsNonRoot=true`);
  },
  (spec, containers) => {
    const bad = containers.filter(({ securityContext }) => securityContext?.runAsUser === 0);
    const names = [...(spec.securityContext?.runAsUser === 0 ? ['pod'] : []), ...(bad.length > 0 ? [who(bad)] : [])];
    return names.length === 0 ? null : found('runAsUser=0', `${names.join(' and ')} must not set runAsUser=0`);
  },
  (spec, containers) => {
    const allowed = (type: string | undefined) => type === 'RuntimeDefault' || type === 'Localhost';
    const pod = allowed(spec.securityContext?.seccompProfile?.type);
    const silent = pod ? [] : containers.filter(({ securityContext }) => !securityContext?.seccompProfile);
    return silent.length === 0
      ? null
      : found(
          'seccompProfile',
          `pod or ${who(silent)} must set securityContext.seccompProfile.type to "RuntimeDefault" or "Localhost"`,
        );
  },
];

type Violation = NonNullable<ReturnType<Check>>;
const detailsOf = (violations: Violation[]) =>
  violations.map(({ forbidden: heading, detail }) => `${heading} (${detail})`).join(', ');

interface Policy {
  level: string;
  version: string;
}

function policyOf(labels: Record<string, string> | undefined, mode: 'enforce' | 'warn'): Policy {
  const label = (name: string) => labels?.[`pod-security.kubernetes.io/${name}`];
  return { level: label(mode) ?? 'privileged', version: label(`${mode}-version`) ?? 'latest' };
}

function violationsOf(spec: PodSpec, { level }: Policy): Violation[] {
  if (level !== 'baseline' && level !== 'restricted') return [];
  const containers = [...(spec.initContainers ?? []), ...(spec.containers ?? [])];
  const checks =
    level === 'restricted' ? [...restricted.slice(0, 2), ...baseline.slice(1, 6), ...restricted.slice(2)] : baseline;
  return checks.flatMap((check) => check(spec, containers) ?? []);
}

/**
 * Pod Security Admission by the labels of the namespace (k8s.io/pod-security-admission). Throws 403 for a pod that
 * violates `enforce`. What violates `warn` is only told, of templates of pods too.
 */
export function checkPodSecurity({ resource, object, warn }: AdmissionRequest, store: ObjectStore): void {
  const spec: PodSpec | undefined = resource === 'pods' ? specOf(object) : object['spec']?.template?.spec;
  const labels = store.read('namespaces', null, namespaceOf(object.metadata))?.metadata.labels;
  if (!spec || !labels) return;
  const enforce = policyOf(labels, 'enforce');
  const refused = resource === 'pods' ? violationsOf(spec, enforce) : [];
  if (refused.length > 0)
    throw forbidden(
      definitionOf('pods'),
      object.metadata.name || (object.metadata.generateName ?? ''),
      `violates PodSecurity "${enforce.level}:${enforce.version}": ${detailsOf(refused)}`,
    );
  const asked = policyOf(labels, 'warn');
  const violations = violationsOf(spec, asked);
  if (violations.length > 0)
    warn?.(`would violate PodSecurity "${asked.level}:${asked.version}": ${detailsOf(violations)}`);
}

/** Warns of the pods of a namespace that violate its new `enforce` level. They stay as they are. */
export function checkNamespaceSecurity({ object, oldObject, warn }: AdmissionRequest, store: ObjectStore): void {
  const policy = policyOf(object.metadata.labels, 'enforce');
  const before = policyOf(oldObject?.metadata.labels, 'enforce');
  if (policy.level === before.level && policy.version === before.version) return;
  const names = new Map<string, string[]>();
  for (const pod of store.list('pods', object.metadata.name)) {
    const reasons = violationsOf(specOf(pod), policy)
      .map(({ forbidden: heading }) => heading)
      .join(', ');
    if (reasons) names.set(reasons, [...(names.get(reasons) ?? []), pod.metadata.name]);
  }
  if (names.size === 0) return;
  const level = `"${policy.level}:${policy.version}"`;
  warn?.(`existing pods in namespace "${object.metadata.name}" violate the new PodSecurity enforce level ${level}`);
  for (const [reasons, [first, ...others]] of [...names].sort()) {
    const more = others.length === 0 ? '' : ` (and ${others.length} other ${plural('pod', others)})`;
    warn?.(`${first}${more}: ${reasons}`);
  }
}
