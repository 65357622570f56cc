import { kubernetesTime } from '../../api/kubernetes-time.ts';
import { apiVersionOf } from '../../api/resource-definitions.ts';
import { invalid } from '../../api/status-errors.ts';
import type { OwnerIdentity } from '../patch/managed-fields.ts';
import type { ApiCall, ClusterApi } from '../requests/api-call.ts';

/** Whether the query has `dryRun=All`. Throws StatusError Invalid for another value. */
export function isDryRun(query: URLSearchParams): boolean {
  const values = query.getAll('dryRun').filter(Boolean);
  const wrong = values.find((value) => value !== 'All');
  if (wrong === undefined) return values.length > 0;
  const message = `Unsupported value: "${wrong}": supported values: "All"`;
  throw invalid('PatchOptions', 'meta.k8s.io', '', [{ field: 'dryRun', message, reason: 'FieldValueNotSupported' }]);
}

/** Returns the identity of the writer: the `fieldManager` of the query, or the first word of the user agent. */
export function ownerOf(cluster: ClusterApi, call: ApiCall, operation: OwnerIdentity['operation']): OwnerIdentity {
  const manager = call.query.get('fieldManager') || call.userAgent.split('/')[0] || 'unknown';
  return {
    manager: manager.slice(0, 128),
    operation,
    subresource: call.path.subresource ?? '',
    apiVersion: apiVersionOf(call.path.definition),
    time: kubernetesTime(cluster.clock.now()),
  };
}
