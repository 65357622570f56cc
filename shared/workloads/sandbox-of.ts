import { isKataHandler, isUpstreamKataHandler } from '../isolation/kata.ts';
import type { PodFacts, RuntimeClassFacts } from './workload-facts.ts';

/** What a pod's RuntimeClass leads to. The handler decides, because anybody may create a RuntimeClass with any name. */
export type Sandbox =
  | { state: 'sandboxed'; handler: string }
  /** Sandboxed by a Kata Containers that somebody has installed, not by AKS's own. */
  | { state: 'sandboxed-by-upstream'; className: string; handler: string }
  | { state: 'no-class' }
  | { state: 'class-absent'; className: string }
  | { state: 'other-handler'; className: string; handler: string };

/** Finds the handler of a pod's RuntimeClass. */
export function sandboxOf(
  pod: Pick<PodFacts, 'runtimeClassName'>,
  classes: Pick<RuntimeClassFacts, 'name' | 'handler'>[],
): Sandbox {
  const className = pod.runtimeClassName;
  if (className === null) return { state: 'no-class' };
  const handler = classes.find(({ name }) => name === className)?.handler;
  if (handler === undefined) return { state: 'class-absent', className };
  if (isKataHandler(handler)) return { state: 'sandboxed', handler };
  const state = isUpstreamKataHandler(handler) ? 'sandboxed-by-upstream' : 'other-handler';
  return { state, className, handler };
}

/** Whether a pod's RuntimeClass leads to a Kata sandbox, AKS's own or another. */
export function isSandboxed(
  pod: Pick<PodFacts, 'runtimeClassName'>,
  classes: Pick<RuntimeClassFacts, 'name' | 'handler'>[],
): boolean {
  return sandboxOf(pod, classes).state.startsWith('sandboxed');
}
