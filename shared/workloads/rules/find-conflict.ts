import { nameSome } from '../../plain/name-some.ts';
import type { LabelSelector } from '../label-selector.ts';
import { matchesLabels } from '../label-selector.ts';
import type { PodFacts, ResourceAmounts, RuntimeClassFacts } from '../workload-facts.ts';

/** Labels of every node with Pod Sandboxing: Azure Linux on x64 ("Considerations for Pod Sandboxing", limitations). */
const kataNodeLabels: Readonly<Record<string, string>> = { 'kubernetes.io/os': 'linux', 'kubernetes.io/arch': 'amd64' };

/**
 * What a pod demands that its RuntimeClass rules out, in words; null when nothing does. The API server refuses a
 * `nodeSelector` or an `overhead` that contradicts the class (kubernetes `plugin/pkg/admission/runtimeclass`); what
 * contradicts it by affinity, or is true of no Kata node, is accepted and never scheduled.
 */
export function findConflict(pod: PodFacts, runtimeClass: RuntimeClassFacts): string | null {
  const given = { ...kataNodeLabels, ...runtimeClass.nodeSelector };
  const wrong = Object.entries(pod.nodeSelector).filter(([label, value]) => label in given && given[label] !== value);
  if (wrong.length > 0) return `demands nodes with ${nameSome(wrong.map(([label, value]) => `${label}=${value}`))}`;
  if (pod.nodeAffinity.length > 0 && pod.nodeAffinity.every((term) => !mayMatch(term, given)))
    return `demands by its node affinity what no node of ${runtimeClass.name} is`;
  if (!pod.admitted && pod.overhead && !isSame(pod.overhead, runtimeClass.overhead))
    return `sets an overhead that is not that of ${runtimeClass.name}`;
  return null;
}

/** Whether a node with these labels, and others that are not known, may meet a term. */
function mayMatch(term: LabelSelector, given: Record<string, string>): boolean {
  return matchesLabels(
    term.filter(({ key }) => key in given),
    given,
  );
}

function isSame(a: ResourceAmounts, b: ResourceAmounts | null): boolean {
  return a.memoryBytes === (b?.memoryBytes ?? null) && a.milliCpu === (b?.milliCpu ?? null);
}
