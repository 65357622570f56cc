import { resourceDefinitions } from '../../api/resource-definitions.ts';
import type { StatusError } from '../../api/seams.ts';
import { noSuchPath, notEmulated, PageNotFound } from '../../api/status-errors.ts';

/** What an AKS cluster with Kubernetes 1.36 serves and this API server does not, by group and version. */
const unemulated: Record<string, string> = {
  v1: 'bindings componentstatuses endpoints persistentvolumeclaims persistentvolumes podtemplates replicationcontrollers services',
  'admissionregistration.k8s.io/v1':
    'mutatingadmissionpolicies mutatingadmissionpolicybindings mutatingwebhookconfigurations validatingadmissionpolicies validatingadmissionpolicybindings validatingwebhookconfigurations',
  'apiextensions.k8s.io/v1': 'customresourcedefinitions',
  'apiregistration.k8s.io/v1': 'apiservices',
  'apps/v1': 'controllerrevisions statefulsets',
  'authentication.k8s.io/v1': 'tokenreviews',
  'authorization.k8s.io/v1': 'localsubjectaccessreviews subjectaccessreviews',
  'autoscaling/v1': 'horizontalpodautoscalers',
  'autoscaling/v2': 'horizontalpodautoscalers',
  'batch/v1': 'cronjobs',
  'certificates.k8s.io/v1': 'certificatesigningrequests',
  'coordination.k8s.io/v1': 'leases',
  'discovery.k8s.io/v1': 'endpointslices',
  'flowcontrol.apiserver.k8s.io/v1': 'flowschemas prioritylevelconfigurations',
  'metrics.k8s.io/v1beta1': 'nodes pods',
  'networking.k8s.io/v1': 'ingressclasses ingresses ipaddresses networkpolicies servicecidrs',
  'policy/v1': 'poddisruptionbudgets',
  'rbac.authorization.k8s.io/v1': 'clusterrolebindings clusterroles rolebindings roles',
  'resource.k8s.io/v1': 'deviceclasses resourceclaims resourceclaimtemplates resourceslices',
  'scheduling.k8s.io/v1': 'priorityclasses',
  'storage.k8s.io/v1':
    'csidrivers csinodes csistoragecapacities storageclasses volumeattachments volumeattributesclasses',
};

const subresources = new Set([
  'attach',
  'binding',
  'ephemeralcontainers',
  'portforward',
  'proxy',
  'resize',
  'scale',
  'token',
]);

/** Whether a cluster serves any version of a group. */
export const isKnownGroup = (group: string): boolean =>
  group === '' ||
  resourceDefinitions.some((definition) => definition.group === group) ||
  Object.keys(unemulated).some((groupVersion) => groupVersion.startsWith(`${group}/`));

/**
 * Builds the error for an unknown resource: 501 if Kubernetes serves it in this version of its group and the emulator
 * does not, otherwise 404, in plain text when nobody knows the group either.
 */
export function refuseResource(group: string, version: string, resource: string): StatusError {
  const names = unemulated[group === '' ? version : `${group}/${version}`]?.split(' ') ?? [];
  if (!isKnownGroup(group)) return new PageNotFound();
  if (!names.includes(resource)) return noSuchPath();
  return notEmulated(group === '' ? resource : `${resource}.${group}`);
}

/**
 * Builds the error for an unknown subresource: 501 if Kubernetes serves it and the emulator does not, otherwise 404.
 */
export function refuseSubresource(resource: string, subresource: string): StatusError {
  const [first = ''] = subresource.split('/');
  return subresources.has(first) ? notEmulated(`${resource}/${first}`) : noSuchPath();
}
