import type { StatusError } from '../../api/seams.ts';
import { noSuchPath, notEmulated } from '../../api/status-errors.ts';

/** The groups of every Kubernetes that this API server does not have. */
const groups = new Set([
  'admissionregistration.k8s.io',
  'apiextensions.k8s.io',
  'apiregistration.k8s.io',
  'apps',
  'authentication.k8s.io',
  'authorization.k8s.io',
  'autoscaling',
  'batch',
  'certificates.k8s.io',
  'coordination.k8s.io',
  'discovery.k8s.io',
  'flowcontrol.apiserver.k8s.io',
  'metrics.k8s.io',
  'networking.k8s.io',
  'policy',
  'rbac.authorization.k8s.io',
  'resource.k8s.io',
  'scheduling.k8s.io',
  'storage.k8s.io',
]);

const coreResources = new Set([
  'bindings',
  'componentstatuses',
  'endpoints',
  'persistentvolumeclaims',
  'persistentvolumes',
  'podtemplates',
  'replicationcontrollers',
  'services',
]);

const subresources = new Set([
  'attach',
  'binding',
  'ephemeralcontainers',
  'eviction',
  'portforward',
  'proxy',
  'resize',
  'scale',
  'token',
]);

/** Builds the error for an unknown resource: 501 if Kubernetes serves it and the emulator does not, otherwise 404. */
export function refuseResource(group: string, resource: string): StatusError {
  const isKnown = group === '' ? coreResources.has(resource) : groups.has(group);
  return isKnown ? notEmulated(group === '' ? resource : `${resource}.${group}`) : noSuchPath();
}

/**
 * Builds the error for an unknown subresource: 501 if Kubernetes serves it and the emulator does not, otherwise 404.
 */
export function refuseSubresource(resource: string, subresource: string): StatusError {
  const [first = ''] = subresource.split('/');
  return subresources.has(first) ? notEmulated(`${resource}/${first}`) : noSuchPath();
}
