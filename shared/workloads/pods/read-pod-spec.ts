import { isExtendedResource } from '../../isolation/binding/extended-resources.ts';
import type { LabelRequirement, LabelSelector } from '../label-selector.ts';
import type { ContainerFacts, PodFacts } from '../workload-facts.ts';
import { noAmounts, parseAmounts } from './parse-amounts.ts';

/** The fields of a pod's spec that rules look at, in a live pod as in a manifest. */
export interface PodSpecShape {
  nodeName?: string | undefined;
  runtimeClassName?: string | undefined;
  hostNetwork?: boolean | undefined;
  hostPID?: boolean | undefined;
  hostIPC?: boolean | undefined;
  hostUsers?: boolean | undefined;
  os?: { name: string } | undefined;
  overhead?: Record<string, unknown> | undefined;
  resources?: Resources | undefined;
  resourceClaims?: { name: string }[] | undefined;
  nodeSelector?: Record<string, string> | undefined;
  affinity?: { nodeAffinity?: NodeAffinity | undefined } | undefined;
  volumes?: Volume[] | undefined;
  initContainers?: Container[] | undefined;
  containers?: Container[] | undefined;
  ephemeralContainers?: Container[] | undefined;
}

interface NodeAffinity {
  requiredDuringSchedulingIgnoredDuringExecution?:
    | { nodeSelectorTerms: { matchExpressions?: Expression[] | undefined }[] }
    | undefined;
}

interface Expression {
  key: string;
  operator: string;
  values?: string[] | undefined;
}

interface Volume {
  name: string;
  hostPath?: { path: string } | undefined;
  emptyDir?: { medium?: string | undefined } | undefined;
}

interface Resources {
  limits?: Record<string, unknown> | undefined;
}

interface Container {
  name: string;
  restartPolicy?: string | undefined;
  securityContext?: { privileged?: boolean | undefined } | undefined;
  volumeDevices?: { devicePath: string }[] | undefined;
  volumeMounts?: { name: string; subPath?: string | undefined; subPathExpr?: string | undefined }[] | undefined;
  resources?: Resources | undefined;
}

/** The part of a pod's facts that its spec tells: of a live pod, or of a template in a manifest. */
export type PodSpecFacts = Omit<
  PodFacts,
  'namespace' | 'name' | 'labels' | 'controller' | 'createdAt' | 'finished' | 'admitted'
>;

/** Reduces a pod's spec to what the rules need: no environment, no commands, no images. */
export function readPodSpec(spec: PodSpecShape): PodSpecFacts {
  const containers = containersOf(spec);
  return {
    nodeName: spec.nodeName ?? null,
    // Empty means the same as absent (Kubernetes, PodSpec `runtimeClassName`).
    runtimeClassName: spec.runtimeClassName || null,
    hostNetwork: spec.hostNetwork ?? false,
    hostPid: spec.hostPID ?? false,
    hostIpc: spec.hostIPC ?? false,
    hostPaths: (spec.volumes ?? []).flatMap(({ hostPath }) => hostPath?.path ?? []),
    privilegedContainers: namesOf(containers, ({ securityContext }) => securityContext?.privileged ?? false),
    devices: [...containers.flatMap(devicesOf), ...(spec.resourceClaims ?? []).map(({ name }) => `claim ${name}`)],
    subPathContainers: namesOf(containers, ({ volumeMounts = [] }) =>
      volumeMounts.some(({ subPath, subPathExpr }) => Boolean(subPath || subPathExpr)),
    ),
    containers: sizesOf(spec),
    podLimits: spec.resources ? parseAmounts(spec.resources.limits) : noAmounts,
    overhead: spec.overhead ? parseAmounts(spec.overhead) : null,
    ownUserNamespace: spec.hostUsers === false,
    sharedEmptyDirs: sharedEmptyDirsOf(spec, containers),
    nodeSelector: { ...spec.nodeSelector, ...(spec.os && { 'kubernetes.io/os': spec.os.name }) },
    nodeAffinity: affinityOf(spec),
  };
}

/** Includes ephemeral containers, because `kubectl debug` can add a privileged one to a running pod. */
function containersOf({ initContainers, containers, ephemeralContainers }: PodSpecShape): Container[] {
  return [...(initContainers ?? []), ...(containers ?? []), ...(ephemeralContainers ?? [])];
}

function sizesOf({ initContainers, containers, ephemeralContainers }: PodSpecShape): ContainerFacts[] {
  const size = ({ name, resources }: Container, role: ContainerFacts['role']): ContainerFacts => ({
    name,
    role,
    limits: parseAmounts(resources?.limits),
  });
  return [
    ...(initContainers ?? []).map((each) => size(each, each.restartPolicy === 'Always' ? 'sidecar' : 'init')),
    ...(containers ?? []).map((each) => size(each, 'main')),
    ...(ephemeralContainers ?? []).map((each) => size(each, 'ephemeral')),
  ];
}

function namesOf(containers: Container[], choose: (container: Container) => boolean): string[] {
  return containers.filter(choose).map(({ name }) => name);
}

/** Block volumes, and resources of device plugins. */
function devicesOf({ volumeDevices = [], resources }: Container): string[] {
  const extended = Object.keys(resources?.limits ?? {}).filter(isExtendedResource);
  return [...volumeDevices.map(({ devicePath }) => devicePath), ...extended];
}

/** Those in memory are kept in the guest whatever the node image. */
function sharedEmptyDirsOf({ volumes = [] }: PodSpecShape, containers: Container[]): string[] {
  const onDisk = volumes.filter(({ emptyDir }) => emptyDir && emptyDir.medium !== 'Memory');
  return onDisk
    .filter(
      ({ name }) => containers.filter(({ volumeMounts = [] }) => volumeMounts.some((m) => m.name === name)).length > 1,
    )
    .map(({ name }) => name);
}

const operators: Record<string, LabelRequirement['operator']> = {
  In: 'in',
  NotIn: 'notin',
  Exists: 'exists',
  DoesNotExist: 'absent',
};

/** Comparisons of numbers are left out: no label of a Kata node is one. */
function affinityOf({ affinity }: PodSpecShape): LabelSelector[] {
  const terms = affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms ?? [];
  return terms.map(({ matchExpressions = [] }) =>
    matchExpressions.flatMap(({ key, operator, values = [] }) => {
      const known = operators[operator];
      return known ? [{ key, operator: known, values }] : [];
    }),
  );
}
