import { isDeepStrictEqual } from 'node:util';
import { type DeletionOptions, foregroundFinalizer, orphanFinalizer } from '../../api/deletion.ts';
import { kubernetesTime } from '../../api/kubernetes-time.ts';
import type { KubeObject, Resource, StoreChange } from '../../api/seams.ts';

/** One write, complete except for the resourceVersion, which the store adds. */
export interface PlannedWrite {
  type: StoreChange['type'];
  object: KubeObject;
}

/** Whether finalizers still hold an object that is being deleted. Namespaces have additional finalizers in `spec`. */
export function isHeld(resource: Resource, object: KubeObject): boolean {
  const own = resource === 'namespaces' ? (object['spec']?.finalizers ?? []) : [];
  return (object.metadata.finalizers ?? []).length > 0 || own.length > 0;
}

/** A pod without a node, or one that has ended, needs no grace period (registry/core/pod: CheckGracefulDelete). */
function graceOf(object: KubeObject, asked: number | undefined): number {
  const phase = object['status']?.phase;
  if (!object['spec']?.nodeName || phase === 'Succeeded' || phase === 'Failed') return 0;
  const seconds = asked ?? object['spec']?.terminationGracePeriodSeconds ?? 30;
  return seconds < 0 ? 1 : seconds;
}

/**
 * Returns the finalizers after DELETE: those of others, and the one of the policy. Without a policy in the request a
 * finalizer that is there decides, and then the default of the kind: Jobs leave their pods behind in batch/v1
 * (registry/generic: deletionFinalizersForGarbageCollection, DefaultGarbageCollectionPolicy).
 */
function finalizersAfter(resource: Resource, { metadata }: KubeObject, options: DeletionOptions): string[] {
  const current = metadata.finalizers ?? [];
  const others = current.filter((finalizer) => finalizer !== orphanFinalizer && finalizer !== foregroundFinalizer);
  // Events are never anybody's owners.
  if (resource === 'events') return others;
  const standing = current.includes(orphanFinalizer)
    ? 'Orphan'
    : current.includes(foregroundFinalizer)
      ? 'Foreground'
      : undefined;
  const policy = options.propagationPolicy ?? standing ?? (resource === 'jobs' ? 'Orphan' : 'Background');
  if (policy === 'Background') return others;
  return [...others, policy === 'Orphan' ? orphanFinalizer : foregroundFinalizer];
}

/** Writes the grace period, and when it ends, into a pod. Only the first deletion counts as a change of the object. */
function markGraceful(object: KubeObject, granted: number | null, grace: number, nowMs: number): void {
  const { metadata } = object;
  const begun =
    granted === null || !metadata.deletionTimestamp ? nowMs : Date.parse(metadata.deletionTimestamp) - granted * 1000;
  metadata.deletionTimestamp = kubernetesTime(begun + grace * 1000);
  metadata.deletionGracePeriodSeconds = grace;
}

/** Marks an object that finalizers hold (registry/generic: markAsDeleting; registry/core/namespace). */
function markHeld(resource: Resource, object: KubeObject, nowMs: number): void {
  const { metadata } = object;
  metadata.deletionTimestamp ??= kubernetesTime(nowMs);
  if (resource === 'namespaces') object['status'] = { ...object['status'], phase: 'Terminating' };
  else metadata.deletionGracePeriodSeconds = 0;
}

/**
 * Plans what DELETE does to an object: nothing, the mark that it is being deleted, its removal, or both. A second
 * request can shorten the grace period of a pod, but not lengthen it (apiserver/pkg/registry/rest: BeforeDelete).
 */
export function planDelete(
  resource: Resource,
  previous: KubeObject,
  options: DeletionOptions,
  nowMs: number,
): PlannedWrite[] {
  const { deletionTimestamp, deletionGracePeriodSeconds, generation } = previous.metadata;
  const granted = deletionTimestamp === undefined ? null : (deletionGracePeriodSeconds ?? 0);
  const asked = options.gracePeriodSeconds;
  if (granted && (asked === undefined || asked >= granted)) return [];
  const object = structuredClone(previous);
  const finalizers = finalizersAfter(resource, previous, options);
  if (finalizers.length > 0) object.metadata.finalizers = structuredClone(finalizers);
  else delete object.metadata.finalizers;
  const held = isHeld(resource, object);
  const graceful = resource === 'pods' && granted !== 0;
  const grace = graceful ? graceOf(previous, asked) : 0;
  if (graceful) markGraceful(object, granted, grace, nowMs);
  else if (held) markHeld(resource, object, nowMs);
  if (granted === null && (graceful || held) && generation !== undefined) object.metadata.generation = generation + 1;
  const writes: PlannedWrite[] = [];
  if (!isDeepStrictEqual(object, previous)) writes.push({ type: 'MODIFIED', object });
  if (!held && grace === 0) writes.push({ type: 'DELETED', object: structuredClone(object) });
  return writes;
}
