import { type LabelSelector, matchesLabels } from './label-selector.ts';
import type { NamespaceFacts, PodFacts } from './workload-facts.ts';

/** Which pods must run in a sandbox. Plain JSON, so that it can travel in an orchestration's input. */
export interface SandboxPolicy {
  /** Every pod of the selected namespaces must be sandboxed; null selects no namespace. */
  namespaceSelector: LabelSelector | null;
  /** Every selected pod must be sandboxed, in any namespace; null selects no pod. */
  podSelector: LabelSelector | null;
  /** Namespaces whose pods never need to be sandboxed, whatever the selectors say. */
  excludedNamespaces: string[];
}

/**
 * Namespaces of Kubernetes and of AKS's own add-ons. Their pods serve nodes and cluster, often need the host
 * (kube-proxy, CSI, CNI), and the customer cannot change them.
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

/** Whether a namespace is one of them: another that only has a name like theirs is its owner's. */
export function isSystemNamespace(namespace: string): boolean {
  return systemNamespaces.includes(namespace);
}

/** Whether the policy requires nothing in this namespace. */
export function isExcluded(policy: SandboxPolicy, namespace: string): boolean {
  return policy.excludedNamespaces.includes(namespace);
}

/** Why the policy requires a pod to be sandboxed; null when it does not. */
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
