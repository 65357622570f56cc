import { sandboxOf } from '../sandbox-of.ts';
import type { PodFacts, RuntimeClassFacts } from '../workload-facts.ts';
import { type SandboxVm, vmOf } from './vm-of.ts';

/** The VM of a sandboxed pod, and what its node reserves for it beside the pod's own requests. */
export interface SandboxedVm extends SandboxVm {
  /** MiB; null where the RuntimeClass has no overhead, or it is not known. */
  overheadMiB: number | null;
}

const mebibyte = 1024 * 1024;

/** The VM of a pod that AKS's Kata sandboxes, by its own overhead or that of its class; null for any other pod. */
export function sandboxedVm(pod: PodFacts, classes: RuntimeClassFacts[]): SandboxedVm | null {
  if (sandboxOf(pod, classes).state !== 'sandboxed') return null;
  const runtimeClass = classes.find(({ name }) => name === pod.runtimeClassName);
  const overhead = (pod.overhead ?? runtimeClass?.overhead)?.memoryBytes ?? null;
  return { ...vmOf(pod), overheadMiB: overhead === null ? null : Math.ceil(overhead / mebibyte) };
}
