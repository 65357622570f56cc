import type { KubernetesFaults, NewPod } from '../../../scenarios/scenario.ts';
import { generatedName } from '../../api/generated-name.ts';
import { specOf } from '../../api/pod-shapes.ts';
import type { Admission, AdmissionRequest, KubeObject, ObjectStore, Resource } from '../../api/seams.ts';
import { validateObject } from '../../validation/validate-object.ts';
import { findWarnings } from '../../validation/warnings/find-warnings.ts';
import type { Identifiers } from '../controller-runtime/identifiers.ts';
import { defaultJob } from './job-defaults.ts';
import { applyLimitRangeDefaults, checkLimitRanges, defaultLimitRange } from './limit-ranges.ts';
import { checkNamespaceLifecycle } from './namespace-lifecycle.ts';
import { defaultPod, initialPodStatus } from './pod-defaults.ts';
import { admitDefaultTolerations, admitPriority, admitServiceAccount } from './pod-plugins.ts';
import { checkNamespaceSecurity, checkPodSecurity } from './pod-security.ts';
import { checkSecurityLabels } from './pod-security-labels.ts';
import { checkResourceQuotas } from './resource-quotas.ts';
import { admitRuntimeClass } from './runtime-class.ts';
import { defaultSecret } from './secret-defaults.ts';
import { callMutatingWebhooks, callValidatingWebhooks } from './webhooks.ts';
import { defaultWorkload, isWorkload } from './workload-defaults.ts';

/** Sets the defaults of a kind, which an update gets as well. Changes `object`. */
function setDefaults(resource: Resource, object: KubeObject): void {
  if (resource === 'pods') {
    if (!Array.isArray(object['spec']?.containers)) object['spec'] = { ...object['spec'], containers: [] };
    defaultPod(object);
  }
  if (resource === 'jobs') defaultJob(object);
  if (resource === 'limitranges') defaultLimitRange(object);
  if (resource === 'secrets') defaultSecret(object);
  if (isWorkload(resource)) defaultWorkload(resource, object);
}

/**
 * Creates admission, the steps of an object before it is stored: defaults, mutating plugins, the API's own validation
 * (422), validating plugins (403), in the order of a real API server
 * (k8s.io/kubernetes/pkg/kubeapiserver/options/plugins.go).
 */
export function createAdmission(options: {
  store: ObjectStore;
  faults: KubernetesFaults;
  identifiers: Identifiers;
}): Admission {
  const { store, faults, identifiers } = options;
  const { webhooks = [] } = faults;

  const mutatePod = (pod: KubeObject) => {
    faults.webhookChangesPods?.(pod as KubeObject & NewPod);
    defaultPod(pod);
    // The webhook must remove the field before the RuntimeClass plugin runs. Otherwise that plugin would refuse the pod
    // because of its overhead.
    if (faults.webhookDropsRuntimeClass) delete specOf(pod).runtimeClassName;
    applyLimitRangeDefaults(pod, store);
    admitServiceAccount(pod, store, identifiers);
    admitPriority(pod);
    admitDefaultTolerations(pod);
    admitRuntimeClass(pod, store);
  };

  /** Refuses what is not valid, and warns of what is and should not be. */
  const validate = (request: AdmissionRequest) => {
    validateObject(request);
    for (const warning of findWarnings(request)) request.warn?.(warning);
  };

  return (request) => {
    checkNamespaceLifecycle(request, store);
    const { operation, resource } = request;
    if (operation === 'DELETE') return request.object;
    const object = structuredClone(request.object);
    if (request.namespace !== null && resource !== 'namespaces') object.metadata.namespace ??= request.namespace;
    const mutated = { ...request, object };
    setDefaults(resource, object);
    if (operation === 'UPDATE') {
      validate(mutated);
      if (request.subresource) return object;
      if (resource === 'namespaces') {
        checkSecurityLabels(mutated);
        checkNamespaceSecurity(mutated, store);
      } else if (resource !== 'pods') checkPodSecurity(mutated, store);
      return object;
    }
    if (resource === 'pods') mutatePod(object);
    callMutatingWebhooks(webhooks, mutated);
    if (resource === 'pods') {
      // What a webhook has left out gets its default, as when it had never been set.
      defaultPod(object);
      object['status'] = initialPodStatus(specOf(object));
    }
    if (resource === 'jobs') object['status'] = {};
    // Mutating plugins see an object that has no name yet; validating ones see its generated name.
    const { metadata } = object;
    if (!metadata.name && metadata.generateName)
      metadata.name = generatedName(metadata.generateName, identifiers.suffix());
    validate(mutated);
    if (resource === 'namespaces') checkSecurityLabels(mutated);
    if (resource === 'pods') checkLimitRanges(object, store);
    checkPodSecurity(mutated, store);
    callValidatingWebhooks(webhooks, mutated);
    checkResourceQuotas(resource, object, store);
    return object;
  };
}
