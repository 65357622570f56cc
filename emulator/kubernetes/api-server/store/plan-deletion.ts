import { kubernetesTime } from '../../api/kubernetes-time.ts';
import type { KubeObject, Resource } from '../../api/seams.ts';

export interface DeletionOptions {
  gracePeriodSeconds?: number;
  propagationPolicy?: 'Orphan' | 'Background' | 'Foreground';
}

export type DeletionPlan =
  | { kind: 'now' }
  /** The object stays with a deletionTimestamp until its finalizers are gone (grace 0) or the kubelet removes it. */
  | { kind: 'gracefully'; gracePeriodSeconds: number; addFinalizers: string[] };

/** Whether finalizers still hold an object that is being deleted. Namespaces have additional finalizers in `spec`. */
export function isHeld(resource: Resource, object: KubeObject): boolean {
  const own = resource === 'namespaces' ? (object['spec']?.finalizers ?? []) : [];
  return (object.metadata.finalizers ?? []).length > 0 || own.length > 0;
}

/** A pod without a node, or one that has ended, needs no grace period (registry/core/pod: CheckGracefulDelete). */
function graceOf(resource: Resource, object: KubeObject, asked: number | undefined): number {
  if (resource !== 'pods') return 0;
  const phase = object['status']?.phase;
  if (!object['spec']?.nodeName || phase === 'Succeeded' || phase === 'Failed') return 0;
  return Math.max(0, asked ?? object['spec']?.terminationGracePeriodSeconds ?? 30);
}

/** Decides whether DELETE removes an object at once or marks it first, and with which grace period in seconds. */
export function planDeletion(resource: Resource, object: KubeObject, options: DeletionOptions): DeletionPlan {
  const gracePeriodSeconds = graceOf(resource, object, options.gracePeriodSeconds);
  const addFinalizers = options.propagationPolicy === 'Foreground' ? ['foregroundDeletion'] : [];
  if (gracePeriodSeconds === 0 && addFinalizers.length === 0 && !isHeld(resource, object)) return { kind: 'now' };
  return { kind: 'gracefully', gracePeriodSeconds, addFinalizers };
}

/** Writes a graceful deletion into the object. A second request can shorten the grace period, but not lengthen it. */
export function markDeleted(
  object: KubeObject,
  plan: { gracePeriodSeconds: number; addFinalizers: string[] },
  nowMs: number,
): void {
  const { metadata } = object;
  const grace = Math.min(plan.gracePeriodSeconds, metadata.deletionGracePeriodSeconds ?? plan.gracePeriodSeconds);
  if (metadata.deletionTimestamp === undefined || grace !== metadata.deletionGracePeriodSeconds) {
    metadata.deletionTimestamp = kubernetesTime(nowMs + grace * 1000);
    metadata.deletionGracePeriodSeconds = grace;
  }
  const missing = plan.addFinalizers.filter((finalizer) => !metadata.finalizers?.includes(finalizer));
  if (missing.length > 0) metadata.finalizers = [...(metadata.finalizers ?? []), ...missing];
  if (object.kind === 'Namespace') object['status'] = { ...object['status'], phase: 'Terminating' };
}
