import type { V1Container, V1SecurityContext } from '@kubernetes/client-node';
import { compareImage } from './compare-image.ts';
import { isExtendedResource } from './extended-resources.ts';
import { compareFields, type FieldRule } from './field-rules.ts';
import type { PodComparison } from './pod-comparison.ts';

/**
 * What may become of each field of our container. `free` fields cannot touch the report: they say when a container
 * starts, how large it is, or whether it starts again (a container that was started again has no evidence). Probes and
 * lifecycle hooks run programs in the container, which could write the report.
 */
const containerRules = {
  args: 'same',
  command: 'same',
  env: 'compared',
  envFrom: 'absent',
  image: 'compared',
  imagePullPolicy: 'free',
  lifecycle: 'absent',
  livenessProbe: 'same',
  name: 'same',
  ports: 'free',
  readinessProbe: 'same',
  resizePolicy: 'free',
  resources: 'compared',
  restartPolicy: 'free',
  restartPolicyRules: 'free',
  securityContext: 'compared',
  startupProbe: 'absent',
  stdin: 'free',
  stdinOnce: 'free',
  terminationMessagePath: 'same',
  terminationMessagePolicy: 'same',
  tty: 'free',
  volumeDevices: 'absent',
  volumeMounts: 'compared',
  workingDir: 'same',
} satisfies Record<keyof V1Container, FieldRule>;

/**
 * What may become of each field of the container's security context. A user or a mandatory access control can only take
 * rights from a program; `runAsNonRoot` stays, so nobody can make it root.
 */
const securityRules = {
  allowPrivilegeEscalation: 'same',
  appArmorProfile: 'free',
  capabilities: 'compared',
  privileged: 'absent',
  procMount: 'compared',
  readOnlyRootFilesystem: 'same',
  runAsGroup: 'free',
  runAsNonRoot: 'same',
  runAsUser: 'free',
  seLinuxOptions: 'free',
  seccompProfile: 'compared',
  windowsOptions: 'free',
} satisfies Record<keyof V1SecurityContext, FieldRule>;

/**
 * Variables that AKS or Kubernetes adds: those of a cluster with an HTTP proxy (AKS, "HTTP proxy support"), and those
 * of the API server. The probe uses no network.
 */
const harmlessVariables =
  /^(https?_proxy|no_proxy|HTTPS?_PROXY|NO_PROXY|KUBERNETES_(SERVICE_HOST|SERVICE_PORT|PORT)(_[A-Z0-9_]+)?)$/;

/** Where the API server mounts the token of a service account. */
const tokenPath = '/var/run/secrets/kubernetes.io/serviceaccount';

/**
 * Compares our container with the live one. `tokenVolumes` are the names of volumes with a service account's token,
 * `imageId` is what the kubelet says of the image that it started.
 */
export function compareContainer(
  asked: V1Container,
  live: V1Container,
  context: { tokenVolumes: string[]; imageId: string },
): PodComparison {
  const image = compareImage(asked.image ?? '', live.image ?? '', context.imageId);
  return {
    differences: [
      ...compareFields(containerRules, asked, live),
      ...image.differences,
      ...compareVariables(asked, live),
      ...compareMounts(live, context.tokenVolumes),
      ...compareResources(live),
      ...compareSecurity(asked.securityContext ?? {}, live.securityContext ?? {}),
    ],
    remarks: [...image.remarks, ...noteVariables(live)],
  };
}

function compareVariables(asked: V1Container, live: V1Container): string[] {
  const wanted = new Map((asked.env ?? []).map(({ name, value }) => [name, value]));
  const found = live.env ?? [];
  const changed = found.flatMap(({ name, value, valueFrom }) => {
    if (!wanted.has(name)) return harmlessVariables.test(name) ? [] : [`env ${name} was added`];
    return value === wanted.get(name) && !valueFrom ? [] : [`env ${name} was changed`];
  });
  const removed = [...wanted.keys()].filter((name) => !found.some((variable) => variable.name === name));
  return [...changed, ...removed.map((name) => `env ${name} was removed`)];
}

function noteVariables({ env = [] }: V1Container): string[] {
  const names = env.map(({ name }) => name).filter((name) => harmlessVariables.test(name));
  return names.length > 0 ? [`env ${names.join(', ')} was added, which the probe does not use`] : [];
}

/** We ask for no mounts. */
function compareMounts({ volumeMounts = [] }: V1Container, tokenVolumes: string[]): string[] {
  const isToken = (mount: (typeof volumeMounts)[number]) =>
    mount.mountPath === tokenPath && tokenVolumes.includes(mount.name);
  return volumeMounts
    .filter((mount) => !isToken(mount))
    .map(({ name, mountPath }) => `volume ${name} was mounted at ${mountPath}`);
}

/** Device plugins and resource claims may mount files into a container. */
function compareResources({ resources }: V1Container): string[] {
  const names = Object.keys({ ...resources?.requests, ...resources?.limits }).filter(isExtendedResource);
  const claims = (resources?.claims ?? []).map(({ name }) => `claim ${name}`);
  return [...names.map((name) => `resource ${name}`), ...claims].map((device) => `${device} was added`);
}

function compareSecurity(asked: V1SecurityContext, live: V1SecurityContext): string[] {
  const { add = [], drop = [] } = live.capabilities ?? {};
  const dropsAll = drop.some((capability) => capability.toUpperCase() === 'ALL');
  const { procMount, seccompProfile } = live;
  return [
    ...compareFields(securityRules, asked, live),
    ...(add.length > 0 ? [`capabilities ${add.join(', ')} were added`] : []),
    ...(dropsAll ? [] : ['capabilities are no longer dropped']),
    ...(procMount && procMount !== 'Default' ? [`procMount ${procMount} was set`] : []),
    ...compareSeccomp(seccompProfile?.type ?? 'RuntimeDefault'),
  ];
}

/** A profile of the node's may hand system calls to another process, which answers them (seccomp user notification). */
export function compareSeccomp(type: string | undefined): string[] {
  return type === 'RuntimeDefault'
    ? []
    : [`seccompProfile ${type ?? 'RuntimeDefault'} was ${type ? 'set' : 'removed'}`];
}
