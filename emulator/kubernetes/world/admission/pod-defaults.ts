import { type Container, effectiveRequests, type PodSpec, type PodStatus, type Probe } from '../../api/pod-shapes.ts';
import { addAmounts } from '../../api/quantity.ts';
import type { KubeObject } from '../../api/seams.ts';

/** Sets the API server's defaults (k8s.io/kubernetes/pkg/apis/core/v1/defaults.go). Changes `spec`. */
export function defaultPodSpec(spec: PodSpec): void {
  spec.restartPolicy ??= 'Always';
  spec.terminationGracePeriodSeconds ??= 30;
  spec.dnsPolicy ??= 'ClusterFirst';
  spec.schedulerName ??= 'default-scheduler';
  spec.securityContext ??= {};
  if (spec.serviceAccountName) spec.serviceAccount = spec.serviceAccountName;
  for (const container of [...(spec.initContainers ?? []), ...(spec.containers ?? [])]) defaultContainer(container);
  for (const volume of spec.volumes ?? []) defaultVolume(volume);
}

/** Sets the defaults that a pod has and a pod template does not have, besides those of the template. Changes `pod`. */
export function defaultPod(pod: KubeObject): void {
  const spec = pod['spec'] as PodSpec;
  defaultPodSpec(spec);
  spec.enableServiceLinks ??= true;
  for (const container of [...(spec.initContainers ?? []), ...(spec.containers ?? [])]) defaultRequests(container);
}

function defaultContainer(container: Container): void {
  container.terminationMessagePath ??= '/dev/termination-log';
  container.terminationMessagePolicy ??= 'File';
  container.imagePullPolicy ??= pullPolicyOf(container.image ?? '');
  container.resources ??= {};
  for (const port of container.ports ?? []) port.protocol ??= 'TCP';
  for (const variable of container.env ?? [])
    if (variable.valueFrom?.fieldRef) variable.valueFrom.fieldRef.apiVersion ??= 'v1';
  for (const probe of [container.readinessProbe, container.livenessProbe, container.startupProbe])
    if (probe) defaultProbe(probe);
}

function defaultProbe(probe: Probe): void {
  const defaults = { timeoutSeconds: 1, periodSeconds: 10, successThreshold: 1, failureThreshold: 3 };
  Object.assign(probe, { ...defaults, ...probe });
}

function defaultVolume(volume: Record<string, unknown>): void {
  for (const kind of ['configMap', 'secret', 'projected', 'downwardAPI']) {
    const source = volume[kind];
    if (typeof source === 'object' && source !== null) Object.assign(source, { defaultMode: 420, ...source });
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
