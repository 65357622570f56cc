import { type LabelSelector, matchesLabels } from './label-selector.ts';
import type { NamespaceFacts, PodFacts } from './workload-facts.ts';

/** Which pods must run in a sandbox. JSON-safe, so that it can travel in an orchestration's input. */
export interface SandboxPolicy {
  /** Every pod of the namespaces that it selects; null: it demands nothing. */
  namespaceSelector: LabelSelector | null;
  /** Every pod that it selects, in whatever namespace; null: it demands nothing. */
  podSelector: LabelSelector | null;
  /** Namespaces of which nothing is demanded, whatever the selectors say. */
  excludedNamespaces: string[];
}

/**
 * Namespaces of Kubernetes and of AKS's own add-ons. What runs there belongs to nodes and cluster, often needs the host
 * (kube-proxy, CSI, CNI) and is not the customer's to change.
 */
export const systemNamespaces: readonly string[] = [
  'kube-system',
  'kube-public',
  'kube-node-lease',
  'gatekeeper-system',
  'calico-system',
  'tigera-operator',
  'aks-command',
  'aks-istio-system',
  'aks-istio-ingress',
  'aks-istio-egress',
  'app-routing-system',
];

export function isExcluded(policy: SandboxPolicy, namespace: string): boolean {
  return policy.excludedNamespaces.includes(namespace);
}

/** Why a pod must be sandboxed, or null when it need not be. */
export function whyRequired(
  policy: SandboxPolicy,
  pod: PodFacts,
  namespace: NamespaceFacts | undefined,
): 'its namespace' | 'its labels' | null {
  const { namespaceSelector, podSelector } = policy;
  if (isExcluded(policy, pod.namespace)) return null;
  if (namespaceSelector && namespace && matchesLabels(namespaceSelector, namespace.labels)) return 'its namespace';
  if (podSelector && matchesLabels(podSelector, pod.labels)) return 'its labels';
  return null;
}
