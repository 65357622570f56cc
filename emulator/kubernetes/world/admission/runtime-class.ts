import { isDeepStrictEqual } from 'node:util';
import { specOf } from '../../api/pod-shapes.ts';
import { amountOf } from '../../api/quantity.ts';
import { definitionOf } from '../../api/resource-definitions.ts';
import type { KubeObject, ObjectStore } from '../../api/seams.ts';
import { forbidden } from '../../api/status-errors.ts';

/**
 * The RuntimeClass plugin (k8s.io/kubernetes/plugin/pkg/admission/runtimeclass): the class must exist, its overhead
 * becomes that of the pod, and its node selector and tolerations are merged into the pod. Changes `pod`. Throws 403.
 */
export function admitRuntimeClass(pod: KubeObject, store: ObjectStore): void {
  const spec = specOf(pod);
  const refuse = (why: string) =>
    forbidden(definitionOf('pods'), pod.metadata.name || (pod.metadata.generateName ?? ''), why);
  if (!spec.runtimeClassName) {
    if (spec.overhead && Object.keys(spec.overhead).length > 0)
      throw refuse('pod rejected: Pod Overhead set without corresponding RuntimeClass defined Overhead');
    return;
  }
  const runtimeClass = store.read('runtimeclasses', null, spec.runtimeClassName);
  if (!runtimeClass) throw refuse(`pod rejected: RuntimeClass "${spec.runtimeClassName}" not found`);

  const overhead: Record<string, string> | undefined = runtimeClass['overhead']?.podFixed;
  if (spec.overhead && !sameQuantities(spec.overhead, overhead ?? {}))
    throw refuse("pod rejected: Pod's Overhead doesn't match RuntimeClass's defined Overhead");
  if (overhead) spec.overhead = { ...overhead };

  const selector: Record<string, string> = runtimeClass['scheduling']?.nodeSelector ?? {};
  for (const [key, value] of Object.entries(selector)) {
    const own = spec.nodeSelector?.[key];
    if (own !== undefined && own !== value)
      throw refuse(
        `conflict: runtimeClass.scheduling.nodeSelector[${key}] = ${value}; pod.spec.nodeSelector[${key}] = ${own}`,
      );
  }
  if (Object.keys(selector).length > 0) spec.nodeSelector = { ...spec.nodeSelector, ...selector };
  for (const toleration of runtimeClass['scheduling']?.tolerations ?? [])
    if (!spec.tolerations?.some((own) => isDeepStrictEqual(own, toleration)))
      spec.tolerations = [...(spec.tolerations ?? []), toleration];
}

function sameQuantities(a: Record<string, string>, b: Record<string, string>): boolean {
  const keys = new Set([...Object.keys(a), ...Object.keys(b)]);
  return [...keys].every((key) => amountOf(a[key]) === amountOf(b[key]));
}
