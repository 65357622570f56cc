import type { Access } from './access-of.ts';

const suffixes: Record<string, string> = {
  get: 'read',
  list: 'read',
  watch: 'read',
  create: 'write',
  update: 'write',
  patch: 'write',
  delete: 'delete',
  deletecollection: 'delete',
};

/**
 * Tells which data action of Azure a request to a cluster needs, as AKS' webhook does (kubeguard/guard,
 * authz/providers/azure/rbac/checkaccessreqhelper.go: getActionName, getResourceAndAction). A subresource needs what its
 * resource needs, and only `pods/exec` has an action of its own.
 */
export function dataActionOf({ verb, group, resource }: Access): string {
  const [type = '', subresource] = resource.split('/');
  const action = type === 'pods' && subresource === 'exec' ? 'exec/action' : (suffixes[verb] ?? `${verb}/action`);
  return ['Microsoft.ContainerService/managedClusters', group, type, action].filter((part) => part !== '').join('/');
}

/** Where it needs it: in the cluster, or in a namespace of it (getScope of the same file). */
export function scopeOf(clusterId: string, { namespace }: Access): string {
  return namespace === null ? clusterId : `${clusterId}/namespaces/${namespace}`;
}
