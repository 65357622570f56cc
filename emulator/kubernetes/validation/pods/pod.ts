import type { V1Container, V1PodSpec, V1PodTemplateSpec, V1Toleration } from '@kubernetes/client-node';
import { sameJson } from '../../api/json.ts';
import type { KubeObject } from '../../api/seams.ts';
import { type FieldErrors, forbiddenField, inRange, invalidValue, required } from '../rules/field-errors.ts';
import { dns1123Subdomain } from '../rules/formats.ts';
import { internalPodSpec } from '../rules/internal-types.ts';
import { validateAnnotations, validateLabels } from '../rules/labels.ts';
import { validateCoreMetadata, validateCoreMetadataUpdate } from '../rules/object-meta.ts';
import { unifiedDiff } from '../rules/unified-diff.ts';
import { validateImageSpace } from './containers.ts';
import { validatePodSpec } from './pod-spec.ts';
import { validateTolerations } from './scheduling.ts';

const deletionCost = 'controller.kubernetes.io/pod-deletion-cost';
const mirror = 'kubernetes.io/config.mirror';

function validatePodAnnotations(
  annotations: Record<string, string> | undefined,
  { nodeName }: V1PodSpec,
  field: string,
): FieldErrors {
  const cost = annotations?.[deletionCost];
  const mirrored = annotations?.[mirror];
  const isCost = cost === undefined || (/^-?(0|[1-9]\d*)$/.test(cost) && Math.abs(Number(cost)) <= 2 ** 31 - 1);
  return [
    ...(mirrored !== undefined && !nodeName
      ? [invalidValue(`${field}[${mirror}]`, mirrored, 'must set spec.nodeName if mirror pod annotation is set')]
      : []),
    ...(isCost ? [] : [invalidValue(`${field}[${deletionCost}]`, cost, 'must be a 32bit integer')]),
  ];
}

/** What holds for a pod whether it is new or changed. */
function validateWhole(pod: KubeObject): FieldErrors {
  const spec: V1PodSpec = pod['spec'] ?? {};
  return [
    ...validateCoreMetadata(pod, { namespaced: true, name: dns1123Subdomain }),
    ...validatePodAnnotations(pod.metadata.annotations, spec, 'metadata.annotations'),
    ...validatePodSpec(spec, 'spec', { isPod: true }),
    ...validateImageSpace(spec.containers ?? [], 'spec.containers'),
    ...validateImageSpace(spec.initContainers ?? [], 'spec.initContainers'),
  ];
}

export function validatePod(pod: KubeObject): FieldErrors {
  const spec: V1PodSpec = pod['spec'] ?? {};
  return [
    ...validateWhole(pod),
    ...(spec.ephemeralContainers?.length
      ? [forbiddenField('spec.ephemeralContainers', 'cannot be set on create')]
      : []),
    ...(spec.nodeName && spec.schedulingGates?.length
      ? [forbiddenField('spec.nodeName', 'cannot be set until all schedulingGates have been cleared')]
      : []),
  ];
}

/** Validates the template of a controller's pods. */
export function validatePodTemplate(template: V1PodTemplateSpec, field: string): FieldErrors {
  const { metadata } = template;
  const spec = template.spec ?? ({} as V1PodSpec);
  return [
    ...validateLabels(metadata?.labels, `${field}.labels`),
    ...validateAnnotations(metadata?.annotations, `${field}.annotations`),
    ...validatePodAnnotations(metadata?.annotations, spec, `${field}.annotations`),
    ...validatePodSpec(spec, `${field}.spec`, { isPod: false }),
    ...(spec.ephemeralContainers?.length
      ? [forbiddenField(`${field}.spec.ephemeralContainers`, 'ephemeral containers not allowed in pod template')]
      : []),
  ];
}

const podUpdates =
  'pod updates may not change fields other than `spec.containers[*].image`,`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to existing tolerations),`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)';

function validateImages(next: V1Container[], field: string): FieldErrors {
  return next.flatMap((container, index) => [
    ...(container.image ? [] : [required(`${field}[${index}].image`)]),
    ...validateImageSpace([container], field, index),
  ]);
}

function validateDeadline(next: number | undefined, old: number | undefined): FieldErrors {
  const field = 'spec.activeDeadlineSeconds';
  const most = 2 ** 31 - 1;
  if (next === undefined)
    return old === undefined ? [] : [invalidValue(field, null, 'must not update from a positive integer to nil value')];
  if (next < 0 || next > most) return [invalidValue(field, next, inRange(0, most))];
  return old !== undefined && old < next
    ? [invalidValue(field, next, 'must be less than or equal to previous value')]
    : [];
}

function validateAddedTolerations(next: V1Toleration[], old: V1Toleration[]): FieldErrors {
  const plain = ({ tolerationSeconds: _seconds, ...rest }: V1Toleration) => rest;
  const kept = old.every((toleration) => next.some((other) => sameJson(plain(other), plain(toleration))));
  return kept
    ? validateTolerations(next, 'spec.tolerations')
    : [forbiddenField('spec.tolerations', 'existing toleration can not be modified except its tolerationSeconds')];
}

/** `next` with everything that an update may change as it was in `old`. */
function withoutChanges(next: V1PodSpec, old: V1PodSpec): V1PodSpec {
  const spec = structuredClone(next);
  for (const list of ['containers', 'initContainers'] as const)
    for (const [index, container] of (spec[list] ?? []).entries()) {
      const image = old[list]?.[index]?.image;
      if (image !== undefined) container.image = image;
    }
  const restored = { ...spec } as Record<string, unknown>;
  for (const field of ['activeDeadlineSeconds', 'schedulingGates', 'tolerations'] as const)
    if (old[field] === undefined) delete restored[field];
    else restored[field] = old[field];
  const grace = old.terminationGracePeriodSeconds;
  if (grace !== undefined && grace < 0 && spec.terminationGracePeriodSeconds === 1)
    restored['terminationGracePeriodSeconds'] = grace;
  return restored as unknown as V1PodSpec;
}

function validateSpecUpdate(next: V1PodSpec, old: V1PodSpec): FieldErrors {
  const errors: FieldErrors = [];
  for (const list of ['containers', 'initContainers'] as const) {
    if ((next[list] ?? []).length !== (old[list] ?? []).length)
      return [...errors, forbiddenField(`spec.${list}`, 'pod updates may not add or remove containers')];
    errors.push(...validateImages(next[list] ?? [], `spec.${list}`));
  }
  const deadline = validateDeadline(next.activeDeadlineSeconds, old.activeDeadlineSeconds);
  errors.push(...deadline);
  if (deadline.length > 0 && next.activeDeadlineSeconds !== undefined) return errors;
  errors.push(...validateAddedTolerations(next.tolerations ?? [], old.tolerations ?? []));
  const gates = (old.schedulingGates ?? []).map(({ name }) => name);
  for (const [index, { name }] of (next.schedulingGates ?? []).entries())
    if (!gates.includes(name))
      errors.push(
        forbiddenField(
          `spec.schedulingGates[${index}].name`,
          `only deletion is allowed, but found new scheduling gate '${name}'`,
        ),
      );
  const munged = withoutChanges(next, old);
  if (!sameJson(munged, old)) {
    const difference = unifiedDiff(internalPodSpec(old), internalPodSpec(munged));
    errors.push(forbiddenField('spec', `${podUpdates}\n${difference}`));
  }
  return errors;
}

export const validatePodUpdate = (next: KubeObject, old: KubeObject): FieldErrors => [
  ...validateCoreMetadataUpdate(next.metadata, old.metadata),
  ...validateWhole(next),
  ...validateSpecUpdate(next['spec'] ?? {}, old['spec'] ?? {}),
];
