import { isDeepStrictEqual } from 'node:util';
import type { PodSpec } from '../../api/pod-shapes.ts';
import type { AdmissionRequest, KubeObject } from '../../api/seams.ts';
import { type InvalidField, invalid } from '../../api/status-errors.ts';
import { checkLabelName, checkLabels, checkSubdomain, forbiddenField, invalidValue, required } from './field-errors.ts';
import { validatePodSpec } from './validate-pod-spec.ts';
import { validateWorkload } from './validate-workload.ts';
import { isWorkload } from './workload-defaults.ts';

const podUpdates =
  'pod updates may not change fields other than `spec.containers[*].image`,`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to existing tolerations),`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)';

/** Throws 422 with every mistake in the object, as the API server's strategies do after mutating admission. */
export function validateObject(request: AdmissionRequest): void {
  const { operation, resource, object, oldObject } = request;
  const problems = [
    ...validateMetadata(object, resource === 'namespaces'),
    ...(resource === 'pods' ? validatePodSpec(object['spec'] ?? {}, 'spec', ['Always', 'OnFailure', 'Never']) : []),
    ...(isWorkload(resource) ? validateWorkload(request) : []),
    ...(resource === 'jobs' ? validateJob(object) : []),
    ...(resource === 'runtimeclasses' ? validateRuntimeClass(object) : []),
    ...(operation === 'UPDATE' && oldObject ? validateUpdate(resource, object, oldObject) : []),
  ];
  if (problems.length === 0) return;
  const group = object.apiVersion.includes('/') ? (object.apiVersion.split('/')[0] ?? '') : '';
  throw invalid(object.kind, group, object.metadata.name || (object.metadata.generateName ?? ''), problems);
}

function validateMetadata({ metadata }: KubeObject, isNamespace: boolean): InvalidField[] {
  const { name, generateName, labels } = metadata;
  const problems: InvalidField[] = [];
  if (name) problems.push(...(isNamespace ? checkLabelName : checkSubdomain)('metadata.name', name));
  else if (!generateName) problems.push(required('metadata.name', 'name or generateName is required'));
  return [...problems, ...checkLabels('metadata.labels', labels)];
}

function validateJob(job: KubeObject): InvalidField[] {
  const spec = job['spec'] ?? {};
  const fields = ['parallelism', 'completions', 'activeDeadlineSeconds', 'backoffLimit', 'ttlSecondsAfterFinished'];
  return [
    ...fields.flatMap((field) =>
      spec[field] < 0 ? [invalidValue(`spec.${field}`, spec[field], 'must be greater than or equal to 0')] : [],
    ),
    // The Job's name becomes the value of a label of its pods.
    ...(job.metadata.name?.length > 63
      ? [invalidValue('spec.template.labels', job.metadata.name, 'must be no more than 63 bytes')]
      : []),
    ...checkLabels('spec.template.metadata.labels', spec.template?.metadata?.labels),
    ...validatePodSpec((spec.template?.spec ?? {}) as PodSpec, 'spec.template.spec', ['OnFailure', 'Never']),
  ];
}

function validateRuntimeClass(runtimeClass: KubeObject): InvalidField[] {
  return runtimeClass['handler'] ? checkLabelName('handler', runtimeClass['handler']) : [required('handler')];
}

function validateUpdate(resource: string, next: KubeObject, old: KubeObject): InvalidField[] {
  if (resource === 'pods')
    return isDeepStrictEqual(withoutMutable(next), withoutMutable(old)) ? [] : [forbiddenField('spec', podUpdates)];
  if (resource === 'jobs')
    return ['selector', 'completions', 'completionMode', 'template'].flatMap((field) => {
      const [before, after] = [old['spec']?.[field], next['spec']?.[field]];
      // A client that sends its manifest again omits what the cluster has filled in.
      if (after === undefined || isDeepStrictEqual(before, after)) return [];
      if (field === 'template' && isDeepStrictEqual(withoutOwnLabels(before), withoutOwnLabels(after))) return [];
      return [invalidValue(`spec.${field}`, after, 'field is immutable')];
    });
  if (resource === 'runtimeclasses' && next['handler'] !== old['handler'])
    return [invalidValue('handler', next['handler'], 'field is immutable')];
  return [];
}

/** Returns a pod's spec without the fields that an update may change. */
function withoutMutable(pod: KubeObject): unknown {
  const spec = structuredClone(pod['spec']) as PodSpec;
  for (const container of [...(spec.containers ?? []), ...(spec.initContainers ?? [])]) container.image = '';
  delete spec.activeDeadlineSeconds;
  delete spec.tolerations;
  delete spec.terminationGracePeriodSeconds;
  return spec;
}

/** Returns a Job's template without the labels by which its controller finds its pods. */
function withoutOwnLabels(template: { metadata?: { labels?: Record<string, string> }; spec?: unknown }): unknown {
  const labels = Object.entries(template.metadata?.labels ?? {}).filter(
    ([key]) => !/^(batch\.kubernetes\.io\/)?(controller-uid|job-name)$/.test(key),
  );
  return { spec: template.spec, labels: Object.fromEntries(labels) };
}
