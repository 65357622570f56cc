import { type Amounts, addAmounts } from './quantity.ts';
import type { KubeObject, ObjectMeta } from './seams.ts';

/** The fields of pods that the emulated cluster reads. All other fields are kept unchanged. */

export interface HttpGet {
  path?: string;
  scheme?: string;
}

export interface Probe {
  exec?: { command: string[] };
  httpGet?: HttpGet;
  grpc?: { service?: string };
  initialDelaySeconds?: number;
  periodSeconds?: number;
  timeoutSeconds?: number;
  successThreshold?: number;
  failureThreshold?: number;
}

export interface FieldRef {
  fieldPath: string;
  apiVersion?: string;
}

interface DownwardFiles {
  defaultMode?: number;
  items?: { fieldRef?: FieldRef }[];
}

/** A volume, with the sources in which the server sets defaults. */
export interface Volume {
  name: string;
  emptyDir?: object;
  hostPath?: { type?: string };
  configMap?: { name?: string; defaultMode?: number };
  secret?: { secretName?: string; defaultMode?: number };
  downwardAPI?: DownwardFiles;
  projected?: {
    defaultMode?: number;
    sources?: { downwardAPI?: DownwardFiles; serviceAccountToken?: { expirationSeconds?: number } }[];
  };
}

export interface EnvironmentVariable {
  name: string;
  value?: string;
  valueFrom?: {
    fieldRef?: FieldRef;
    resourceFieldRef?: { resource: string; containerName?: string };
    configMapKeyRef?: { name: string; key: string; optional?: boolean };
    secretKeyRef?: { name: string; key: string; optional?: boolean };
  };
}

export interface SecurityContext {
  allowPrivilegeEscalation?: boolean;
  capabilities?: { drop?: string[]; add?: string[] };
  privileged?: boolean;
  procMount?: string;
  readOnlyRootFilesystem?: boolean;
  runAsGroup?: number;
  runAsNonRoot?: boolean;
  runAsUser?: number;
  seccompProfile?: { type: string };
  seLinuxOptions?: { type?: string; user?: string; role?: string };
  sysctls?: { name: string; value: string }[];
}

export interface Container {
  name: string;
  image: string;
  command?: string[];
  args?: string[];
  workingDir?: string;
  env?: EnvironmentVariable[];
  imagePullPolicy?: string;
  ports?: { containerPort?: number; hostPort?: number; protocol?: string }[];
  resources?: { requests?: Record<string, string>; limits?: Record<string, string> };
  securityContext?: SecurityContext;
  terminationMessagePath?: string;
  terminationMessagePolicy?: string;
  volumeMounts?: { name: string; mountPath: string; readOnly?: boolean }[];
  readinessProbe?: Probe;
  livenessProbe?: Probe;
  startupProbe?: Probe;
  lifecycle?: { postStart?: { httpGet?: HttpGet }; preStop?: { httpGet?: HttpGet } };
}

export interface Toleration {
  key?: string;
  operator?: string;
  value?: string;
  effect?: string;
  tolerationSeconds?: number;
}

export interface SelectorRequirement {
  key: string;
  operator: string;
  values?: string[];
}

export interface NodeSelectorTerm {
  matchExpressions?: SelectorRequirement[];
  matchFields?: SelectorRequirement[];
}

export interface PodSpec {
  nodeName?: string;
  runtimeClassName?: string;
  restartPolicy?: string;
  containers: Container[];
  initContainers?: Container[];
  ephemeralContainers?: Container[];
  nodeSelector?: Record<string, string>;
  affinity?: {
    nodeAffinity?: { requiredDuringSchedulingIgnoredDuringExecution?: { nodeSelectorTerms: NodeSelectorTerm[] } };
  };
  tolerations?: Toleration[];
  overhead?: Record<string, string>;
  activeDeadlineSeconds?: number;
  terminationGracePeriodSeconds?: number;
  schedulerName?: string;
  schedulingGates?: { name: string }[];
  serviceAccountName?: string;
  serviceAccount?: string;
  automountServiceAccountToken?: boolean;
  hostname?: string;
  hostNetwork?: boolean;
  hostPID?: boolean;
  hostIPC?: boolean;
  priority?: number;
  priorityClassName?: string;
  preemptionPolicy?: string;
  dnsPolicy?: string;
  enableServiceLinks?: boolean;
  securityContext?: SecurityContext;
  volumes?: Volume[];
}

export interface Condition {
  type: string;
  status: 'True' | 'False' | 'Unknown';
  reason?: string;
  message?: string;
  lastProbeTime?: string | null;
  lastTransitionTime?: string;
}

export interface ContainerState {
  waiting?: { reason: string; message?: string };
  running?: { startedAt: string };
  terminated?: {
    exitCode: number;
    reason: string;
    message?: string;
    startedAt: string;
    finishedAt: string;
    containerID?: string;
  };
}

export interface ContainerStatus {
  name: string;
  image: string;
  imageID: string;
  containerID?: string;
  ready: boolean;
  started: boolean;
  restartCount: number;
  state: ContainerState;
  lastState: ContainerState;
}

export interface PodStatus {
  phase: 'Pending' | 'Running' | 'Succeeded' | 'Failed';
  reason?: string;
  message?: string;
  qosClass?: string;
  hostIP?: string;
  hostIPs?: { ip: string }[];
  podIP?: string;
  podIPs?: { ip: string }[];
  startTime?: string;
  conditions?: Condition[];
  containerStatuses?: ContainerStatus[];
  initContainerStatuses?: ContainerStatus[];
}

export interface Taint {
  key: string;
  value?: string;
  effect: string;
  timeAdded?: string;
}

export const specOf = (pod: KubeObject): PodSpec => pod['spec'] as PodSpec;
export const statusOf = (pod: KubeObject): PodStatus => pod['status'] as PodStatus;
export const namespaceOf = (metadata: ObjectMeta): string => metadata.namespace ?? 'default';

export const hasEnded = (pod: KubeObject): boolean =>
  statusOf(pod)?.phase === 'Succeeded' || statusOf(pod)?.phase === 'Failed';

/**
 * Returns what scheduling and quotas count: the sum of the containers or the largest init container, whichever is more,
 * plus the overhead. Memory is in bytes, CPU in cores.
 */
export function effectiveRequests(spec: PodSpec, kind: 'requests' | 'limits' = 'requests'): Amounts {
  const sum = addAmounts(...spec.containers.map((container) => container.resources?.[kind]));
  for (const init of spec.initContainers ?? [])
    for (const [resource, amount] of Object.entries(addAmounts(init.resources?.[kind])))
      sum[resource] = Math.max(sum[resource] ?? 0, amount);
  if (kind === 'requests') return addAmounts(sum, spec.overhead);
  // A limit that is not set stays unlimited, even if there is an overhead (k8s.io/component-helpers/resource).
  const overhead = Object.entries(spec.overhead ?? {}).filter(([resource]) => (sum[resource] ?? 0) > 0);
  return addAmounts(sum, Object.fromEntries(overhead));
}

const knownRequests = new WeakMap<KubeObject, Amounts>();

/**
 * Returns the requests of a stored pod. They are computed once for each object, because objects in the store never
 * change.
 */
export function requestsOf(pod: KubeObject): Amounts {
  const known = knownRequests.get(pod) ?? effectiveRequests(specOf(pod));
  knownRequests.set(pod, known);
  return known;
}

/** Sets a condition. Its transition time changes only when its status changes. */
export function setCondition(conditions: Condition[], next: Condition, timestamp: string): void {
  const index = conditions.findIndex((condition) => condition.type === next.type);
  const previous = conditions[index];
  const moved = previous?.status === next.status ? previous.lastTransitionTime : timestamp;
  const condition = { lastProbeTime: null, ...next, lastTransitionTime: moved ?? timestamp };
  if (index < 0) conditions.push(condition);
  else conditions[index] = condition;
}
