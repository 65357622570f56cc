import { definitionOf } from '../api/resource-definitions.ts';
import type { AdmissionRequest, KubeObject } from '../api/seams.ts';
import { type InvalidField, invalid } from '../api/status-errors.ts';
import {
  validateNamespace,
  validateNamespaceFinalize,
  validateNamespaceStatus,
  validateNamespaceUpdate,
  validateNode,
  validateNodeUpdate,
  validateRuntimeClass,
  validateRuntimeClassUpdate,
} from './kinds/cluster-kinds.ts';
import { validateEvent, validateEventUpdate } from './kinds/events.ts';
import { validateJobStatus } from './kinds/job-status.ts';
import { validateJob, validateJobUpdate } from './kinds/jobs.ts';
import { validateLimitRange } from './kinds/limit-ranges.ts';
import {
  validateConfigMap,
  validateConfigMapUpdate,
  validateResourceQuota,
  validateResourceQuotaStatus,
  validateResourceQuotaUpdate,
  validateSecret,
  validateSecretUpdate,
  validateServiceAccount,
  validateServiceAccountUpdate,
} from './kinds/namespaced-kinds.ts';
import {
  validateDaemonSetStatus,
  validateDeploymentStatus,
  validateReplicaSetStatus,
} from './kinds/workload-status.ts';
import {
  validateDaemonSet,
  validateDaemonSetUpdate,
  validateDeployment,
  validateDeploymentUpdate,
  validateReplicaSet,
  validateReplicaSetUpdate,
} from './kinds/workloads.ts';
import { validatePod, validatePodUpdate } from './pods/pod.ts';
import { validatePodStatus } from './pods/pod-status.ts';
import type { FieldErrors } from './rules/field-errors.ts';
import { pathSegment } from './rules/formats.ts';
import { validateCoreMetadataUpdate, validateMetadata, validateMetadataUpdate } from './rules/object-meta.ts';

/** The rules of a kind, which its registry strategy runs with its defaults set. */
interface KindRules {
  create(object: KubeObject, apiVersion: string): FieldErrors;
  update(next: KubeObject, old: KubeObject, apiVersion: string): FieldErrors;
  /** The rules of its subresources; without one only the metadata is looked at. */
  subresources?: Record<string, (next: KubeObject, old: KubeObject) => FieldErrors>;
}

const isNewEvent = (apiVersion: string) => apiVersion === 'events.k8s.io/v1';

const rules: Partial<Record<string, KindRules>> = {
  configmaps: { create: validateConfigMap, update: validateConfigMapUpdate },
  daemonsets: {
    create: validateDaemonSet,
    update: validateDaemonSetUpdate,
    subresources: { status: validateDaemonSetStatus },
  },
  deployments: {
    create: validateDeployment,
    update: validateDeploymentUpdate,
    subresources: { status: validateDeploymentStatus },
  },
  events: {
    create: (event, apiVersion) => validateEvent(event, isNewEvent(apiVersion)),
    update: (next, old, apiVersion) => validateEventUpdate(next, old, isNewEvent(apiVersion)),
  },
  jobs: { create: validateJob, update: validateJobUpdate, subresources: { status: validateJobStatus } },
  limitranges: { create: validateLimitRange, update: validateLimitRange },
  namespaces: {
    create: validateNamespace,
    update: validateNamespaceUpdate,
    subresources: { finalize: validateNamespaceFinalize, status: validateNamespaceStatus },
  },
  nodes: { create: validateNode, update: validateNodeUpdate, subresources: { status: validateNodeUpdate } },
  pods: { create: validatePod, update: validatePodUpdate, subresources: { status: validatePodStatus } },
  replicasets: {
    create: validateReplicaSet,
    update: validateReplicaSetUpdate,
    subresources: { status: validateReplicaSetStatus },
  },
  resourcequotas: {
    create: validateResourceQuota,
    update: validateResourceQuotaUpdate,
    subresources: { status: validateResourceQuotaStatus },
  },
  runtimeclasses: { create: validateRuntimeClass, update: validateRuntimeClassUpdate },
  secrets: { create: validateSecret, update: validateSecretUpdate },
  serviceaccounts: { create: validateServiceAccount, update: validateServiceAccountUpdate },
};

function updateErrors(
  { resource, object, oldObject, subresource, apiVersion = '' }: AdmissionRequest,
  old: KubeObject,
) {
  const { namespaced } = definitionOf(resource);
  const kind = rules[resource];
  const own = () => {
    if (!subresource) return kind?.update(object, old, apiVersion) ?? [];
    const rule = kind?.subresources?.[subresource];
    return rule ? rule(object, old) : validateCoreMetadataUpdate(object.metadata, old.metadata);
  };
  return [
    ...validateMetadata(object, { namespaced, name: pathSegment }),
    ...validateMetadataUpdate(object.metadata, (oldObject ?? old).metadata),
    ...own(),
  ];
}

/** The rules for every kind come last for a new object, so that the kind's own words are heard. */
function createErrors({ resource, object, apiVersion = '' }: AdmissionRequest): InvalidField[] {
  const own = rules[resource]?.create(object, apiVersion) ?? [];
  if (own.length > 0) return own;
  return validateMetadata(object, { namespaced: definitionOf(resource).namespaced, name: pathSegment });
}

/**
 * Validates an object with its defaults set, in the order of a real API server: after mutating admission and before
 * validating plugins (apiserver/pkg/registry/rest: BeforeCreate, BeforeUpdate). Throws StatusError Invalid with every
 * mistake.
 */
export function validateObject(request: AdmissionRequest): void {
  const { operation, object, oldObject, apiVersion = object.apiVersion } = request;
  const errors =
    operation === 'UPDATE' && oldObject ? updateErrors({ ...request, apiVersion }, oldObject) : createErrors(request);
  if (errors.length === 0) return;
  const group = object.apiVersion.includes('/') ? (object.apiVersion.split('/')[0] ?? '') : '';
  throw invalid(object.kind, group, object.metadata.name ?? '', errors);
}
