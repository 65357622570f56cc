import { effectiveRequests, type PodSpec, requestsOf } from '../../api/pod-shapes.ts';
import { addAmounts, amountOf } from '../../api/quantity.ts';
import type { KubeObject } from '../../api/seams.ts';
import { matchesNode, untoleratedTaint } from './match-node.ts';

/**
 * Why a node cannot take a pod, with the texts of the scheduler's plugins. `preemptable` means that evicting other pods
 * could help.
 */
export interface Refusal {
  reasons: string[];
  preemptable: boolean;
}

/**
 * Runs the scheduler's filters in their order. Returns null when the pod fits. `podsThere` are the pods of the node
 * that have not ended.
 */
export function fitNode(spec: PodSpec, node: KubeObject, podsThere: KubeObject[], full: boolean): Refusal | null {
  const refuse = (...reasons: string[]) => ({ reasons, preemptable: false });
  if (node['spec']?.unschedulable && !toleratesUnschedulable(spec)) return refuse('node(s) were unschedulable');
  const taint = untoleratedTaint(spec, node);
  if (taint) return refuse(`node(s) had untolerated taint {${taint.key}: ${taint.value ?? ''}}`);
  if (!matchesNode(spec, node)) return refuse("node(s) didn't match Pod's node affinity/selector");
  const short = shortages(spec, node, podsThere, full);
  return short.length > 0 ? { reasons: short, preemptable: true } : null;
}

const toleratesUnschedulable = (spec: PodSpec) =>
  spec.tolerations?.some(
    ({ key, operator }) => key === 'node.kubernetes.io/unschedulable' || (!key && operator === 'Exists'),
  );

function shortages(spec: PodSpec, node: KubeObject, podsThere: KubeObject[], full: boolean): string[] {
  const allocatable = (node['status']?.allocatable ?? {}) as Record<string, string>;
  const wanted = effectiveRequests(spec);
  const taken = addAmounts(...podsThere.map(requestsOf));
  const short = podsThere.length + 1 > amountOf(allocatable['pods'] ?? '110') ? ['Too many pods'] : [];
  for (const resource of Object.keys(wanted).sort()) {
    const amount = wanted[resource] ?? 0;
    const free = full && resource === 'memory' ? 0 : amountOf(allocatable[resource]) - (taken[resource] ?? 0);
    if (amount > free + 1e-9) short.push(`Insufficient ${resource}`);
  }
  return short;
}

/**
 * Renders `0/3 nodes are available: …. preemption: …`, counted and sorted as the scheduler does (framework.FitError).
 */
export function explainRefusals(refusals: Refusal[]): string {
  if (refusals.length === 0) return 'no nodes available to schedule pods';
  const count = (texts: string[]) => {
    const counts = new Map<string, number>();
    for (const text of texts) counts.set(text, (counts.get(text) ?? 0) + 1);
    return [...counts]
      .map(([text, number]) => `${number} ${text}`)
      .sort()
      .join(', ');
  };
  const nodes = `0/${refusals.length} nodes are available`;
  const preemption = count(
    refusals.map(({ preemptable }) =>
      preemptable ? 'No preemption victims found for incoming pod' : 'Preemption is not helpful for scheduling',
    ),
  );
  return `${nodes}: ${count(refusals.flatMap(({ reasons }) => reasons))}. preemption: ${nodes}: ${preemption}.`;
}
