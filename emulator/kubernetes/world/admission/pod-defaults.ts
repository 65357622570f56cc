import {
  type Container,
  effectiveRequests,
  type FieldRef,
  type HttpGet,
  type PodSpec,
  type PodStatus,
  type Probe,
  type Volume,
} from '../../api/pod-shapes.ts';
import { addAmounts } from '../../api/quantity.ts';
import type { KubeObject } from '../../api/seams.ts';

/** Sets the API server's defaults (k8s.io/kubernetes/pkg/apis/core/v1/defaults.go). Changes `spec`. */
export function defaultPodSpec(spec: PodSpec): void {
  spec.restartPolicy ||= 'Always';
  spec.terminationGracePeriodSeconds ??= 30;
  spec.dnsPolicy ||= 'ClusterFirst';
  spec.schedulerName ||= 'default-scheduler';
  spec.securityContext ??= {};
  if (spec.serviceAccountName) spec.serviceAccount = spec.serviceAccountName;
  for (const container of [...containersOf(spec), ...(spec.ephemeralContainers ?? [])]) defaultContainer(container);
  for (const volume of spec.volumes ?? []) defaultVolume(volume);
}

const containersOf = (spec: PodSpec): Container[] => [...(spec.initContainers ?? []), ...(spec.containers ?? [])];

/** Sets the defaults that a pod has and a pod template does not have, besides those of the template. Changes `pod`. */
export function defaultPod(pod: KubeObject): void {
  const spec = pod['spec'] as PodSpec;
  defaultPodSpec(spec);
  spec.enableServiceLinks ??= true;
  for (const container of containersOf(spec)) {
    defaultRequests(container);
    if (spec.hostNetwork) for (const port of container.ports ?? []) port.hostPort ||= port.containerPort ?? 0;
  }
}

function defaultContainer(container: Container): void {
  container.terminationMessagePath ||= '/dev/termination-log';
  container.terminationMessagePolicy ||= 'File';
  container.imagePullPolicy ||= pullPolicyOf(container.image ?? '');
  container.resources ??= {};
  for (const port of container.ports ?? []) port.protocol ||= 'TCP';
  for (const variable of container.env ?? []) defaultFieldRef(variable.valueFrom?.fieldRef);
  const { readinessProbe, livenessProbe, startupProbe, lifecycle } = container;
  for (const probe of [readinessProbe, livenessProbe, startupProbe]) if (probe) defaultProbe(probe);
  for (const handler of [lifecycle?.postStart, lifecycle?.preStop]) defaultHttpGet(handler?.httpGet);
}

function defaultFieldRef(fieldRef: FieldRef | undefined): void {
  if (fieldRef) fieldRef.apiVersion ||= 'v1';
}

function defaultHttpGet(action: HttpGet | undefined): void {
  if (!action) return;
  action.path ||= '/';
  action.scheme ||= 'HTTP';
}

function defaultProbe(probe: Probe): void {
  probe.timeoutSeconds ||= 1;
  probe.periodSeconds ||= 10;
  probe.successThreshold ||= 1;
  probe.failureThreshold ||= 3;
  defaultHttpGet(probe.httpGet);
  if (probe.grpc) probe.grpc.service ??= '';
}

/** A volume without a source is an empty directory. */
function defaultVolume(volume: Volume): void {
  if (Object.entries(volume).every(([field, source]) => field === 'name' || source === undefined)) volume.emptyDir = {};
  const { hostPath, downwardAPI, projected } = volume;
  for (const source of [volume.configMap, volume.secret, projected, downwardAPI])
    if (source) source.defaultMode ??= 0o644;
  if (hostPath) hostPath.type ??= '';
  for (const { fieldRef } of downwardAPI?.items ?? []) defaultFieldRef(fieldRef);
  for (const source of projected?.sources ?? []) {
    for (const { fieldRef } of source.downwardAPI?.items ?? []) defaultFieldRef(fieldRef);
    if (source.serviceAccountToken) source.serviceAccountToken.expirationSeconds ??= 3600;
  }
}

/** An image with the tag `latest` or without a tag is always pulled. */
function pullPolicyOf(image: string): string {
  if (image.includes('@')) return 'IfNotPresent';
  const tag = /:([^/:]+)$/.exec(image)?.[1] ?? 'latest';
  return tag === 'latest' ? 'Always' : 'IfNotPresent';
}

function defaultRequests({ resources }: Container): void {
  if (!resources?.limits) return;
  resources.requests = { ...resources.limits, ...resources.requests };
}

/** Builds the first status of a pod with this spec. */
export function initialPodStatus(spec: PodSpec): PodStatus {
  return { phase: 'Pending', qosClass: qosClassOf(spec) };
}

function qosClassOf(spec: PodSpec): string {
  const all = [...(spec.initContainers ?? []), ...spec.containers];
  const requests = effectiveRequests({ ...spec, overhead: {} });
  const limits = addAmounts(...all.map((container) => container.resources?.limits));
  const counted = ['cpu', 'memory'];
  if (counted.every((resource) => !requests[resource] && !limits[resource])) return 'BestEffort';
  const guaranteed = all.every((container) =>
    counted.every((resource) => {
      const { requests: own = {}, limits: top = {} } = container.resources ?? {};
      return top[resource] !== undefined && (own[resource] ?? top[resource]) === top[resource];
    }),
  );
  return guaranteed ? 'Guaranteed' : 'Burstable';
}
