import type { ResourceDefinition } from '../../api/resource-definitions.ts';

/** The kinds of every API server by group and version, as far as clients can mistake one for another. */
const kinds: Record<string, string> = {
  v1: 'Binding ComponentStatus ConfigMap Endpoints Event LimitRange Namespace Node PersistentVolume PersistentVolumeClaim Pod PodTemplate ReplicationController ResourceQuota Secret Service ServiceAccount DeleteOptions Status',
  'apps/v1': 'ControllerRevision DaemonSet Deployment ReplicaSet StatefulSet DeleteOptions',
  'authentication.k8s.io/v1': 'SelfSubjectReview TokenRequest TokenReview DeleteOptions',
  'authorization.k8s.io/v1':
    'LocalSubjectAccessReview SelfSubjectAccessReview SelfSubjectRulesReview SubjectAccessReview DeleteOptions',
  'autoscaling/v1': 'HorizontalPodAutoscaler Scale DeleteOptions',
  'autoscaling/v2': 'HorizontalPodAutoscaler DeleteOptions',
  'batch/v1': 'CronJob Job DeleteOptions',
  'coordination.k8s.io/v1': 'Lease DeleteOptions',
  'discovery.k8s.io/v1': 'EndpointSlice DeleteOptions',
  'events.k8s.io/v1': 'Event DeleteOptions',
  'networking.k8s.io/v1': 'Ingress IngressClass NetworkPolicy DeleteOptions',
  'node.k8s.io/v1': 'RuntimeClass DeleteOptions',
  'policy/v1': 'Eviction PodDisruptionBudget DeleteOptions',
  'rbac.authorization.k8s.io/v1': 'ClusterRole ClusterRoleBinding Role RoleBinding DeleteOptions',
  'scheduling.k8s.io/v1': 'PriorityClass DeleteOptions',
  'storage.k8s.io/v1': 'CSIDriver CSINode StorageClass VolumeAttachment DeleteOptions',
};

const isRegistered = (apiVersion: string, kind: string): boolean =>
  kinds[apiVersion]?.split(' ').includes(kind) ?? false;

const packages: Record<string, string> = { '': 'core', 'events.k8s.io': 'core', 'node.k8s.io': 'node' };

/** The Go type into which objects of a resource are decoded: `core.Pod`. */
const internalType = ({ group, kind }: ResourceDefinition): string =>
  `${packages[group] ?? group.split('.')[0]}.${kind}`;

/** What a decoder of Kubernetes says of a kind that its scheme, declared at `where`, does not have. */
export const notRegistered = (apiVersion: string, kind: string, where: string): string =>
  `no kind "${kind}" is registered for version "${apiVersion}" in scheme "${where}"`;

/** Where Kubernetes declares the scheme of its objects. */
export const objectScheme = 'pkg/api/legacyscheme/scheme.go:30';

/** Returns why an object of a version and kind cannot become one of a resource, null when it can. */
export function kindMistake(definition: ResourceDefinition, apiVersion: string, kind: string): string | null {
  if (!isRegistered(apiVersion, kind)) return notRegistered(apiVersion, kind, objectScheme);
  return kind === definition.kind
    ? null
    : `converting (v1.${kind}) to (${internalType(definition)}): unknown conversion`;
}
