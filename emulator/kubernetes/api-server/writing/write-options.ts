import { kubernetesTime } from '../../api/kubernetes-time.ts';
import { apiVersionOf } from '../../api/resource-definitions.ts';
import { invalid } from '../../api/status-errors.ts';
import { type FieldErrors, forbiddenField, notSupported, required } from '../../validation/rules/field-errors.ts';
import { validateFieldManager } from '../../validation/rules/object-meta.ts';
import type { OwnerIdentity } from '../patch/managed-fields.ts';
import type { ApiCall, ClusterApi } from '../requests/api-call.ts';

/** Only `All` is known. */
export const validateDryRun = (values: string[]): FieldErrors =>
  values.every((value) => value === 'All') ? [] : [notSupported('dryRun', values, ['All'])];

const fieldValidations = ['', 'Ignore', 'Strict', 'Warn'];

export type WriteOptions = 'CreateOptions' | 'UpdateOptions' | 'PatchOptions';

/**
 * Validates the options in the query of a write (apimachinery/pkg/apis/meta/v1/validation). `isApply` is for patches.
 * Throws StatusError Invalid.
 */
export function checkWriteOptions(kind: WriteOptions, query: URLSearchParams, isApply = false): void {
  const manager = query.get('fieldManager') ?? '';
  const validation = query.get('fieldValidation') ?? '';
  const isPatch = kind === 'PatchOptions';
  const errors = [
    ...(isPatch && !isApply && query.has('force')
      ? [forbiddenField('force', 'may not be specified for non-apply patch')]
      : []),
    ...(isPatch && isApply && manager === '' ? [required('fieldManager', 'is required for apply patch')] : []),
    ...validateFieldManager(manager, 'fieldManager'),
    ...validateDryRun(query.getAll('dryRun')),
    ...(fieldValidations.includes(validation) ? [] : [notSupported('fieldValidation', validation, fieldValidations)]),
  ];
  if (errors.length > 0) throw invalid(kind, 'meta.k8s.io', '', errors);
}

/** Whether a write whose options are valid is only to be tried. */
export const isDryRun = (query: URLSearchParams): boolean => query.getAll('dryRun').length > 0;

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
