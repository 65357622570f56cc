import type { KubeObject } from '../../api/seams.ts';
import { type FieldErrors, invalidValue, nonNegative } from '../rules/field-errors.ts';
import { validateCoreMetadataUpdate } from '../rules/object-meta.ts';

/** What `/status` of workloads may say (k8s.io/kubernetes/pkg/apis/apps/validation). A count that is not told is 0. */

type Counts = Partial<Record<string, number>>;

const countsOf = (object: KubeObject): Counts => (object['status'] ?? {}) as Counts;

const nonNegatives = (counts: Counts, fields: string[]): FieldErrors =>
  fields.flatMap((field) => nonNegative(`status.${field}`, counts[field]));

/** No part of the replicas is more than all of them, nor are more available than ready. */
function withinReplicas(counts: Counts, parts: string[]): FieldErrors {
  const { replicas = 0, readyReplicas = 0, availableReplicas = 0 } = counts;
  return [
    ...parts.flatMap((part) =>
      (counts[part] ?? 0) > replicas
        ? [invalidValue(`status.${part}`, counts[part], 'cannot be greater than status.replicas')]
        : [],
    ),
    ...(availableReplicas > readyReplicas
      ? [invalidValue('status.availableReplicas', availableReplicas, 'cannot be greater than readyReplicas')]
      : []),
  ];
}

function neverFewerCollisions(next: Counts, old: Counts): FieldErrors {
  const { collisionCount = 0 } = next;
  return old['collisionCount'] !== undefined && collisionCount < old['collisionCount']
    ? [invalidValue('status.collisionCount', collisionCount, 'cannot be decremented')]
    : [];
}

export function validateDeploymentStatus(next: KubeObject, old: KubeObject): FieldErrors {
  const counts = countsOf(next);
  const parts = ['updatedReplicas', 'readyReplicas', 'availableReplicas'];
  return [
    ...validateCoreMetadataUpdate(next.metadata, old.metadata),
    ...nonNegatives(counts, ['observedGeneration', 'replicas', ...parts, 'unavailableReplicas', 'collisionCount']),
    ...withinReplicas(counts, parts),
    ...neverFewerCollisions(counts, countsOf(old)),
  ];
}

export function validateReplicaSetStatus(next: KubeObject, old: KubeObject): FieldErrors {
  const counts = countsOf(next);
  const parts = ['fullyLabeledReplicas', 'readyReplicas', 'availableReplicas'];
  return [
    ...validateCoreMetadataUpdate(next.metadata, old.metadata),
    ...nonNegatives(counts, ['replicas', ...parts, 'observedGeneration']),
    ...withinReplicas(counts, parts),
  ];
}

const daemonSetCounts = [
  'currentNumberScheduled',
  'numberMisscheduled',
  'desiredNumberScheduled',
  'numberReady',
  'observedGeneration',
  'updatedNumberScheduled',
  'numberAvailable',
  'numberUnavailable',
  'collisionCount',
];

export const validateDaemonSetStatus = (next: KubeObject, old: KubeObject): FieldErrors => [
  ...validateCoreMetadataUpdate(next.metadata, old.metadata),
  ...nonNegatives(countsOf(next), daemonSetCounts),
  ...neverFewerCollisions(countsOf(next), countsOf(old)),
];
