import type { NodeSnapshot } from './evidence.ts';

type Taint = NodeSnapshot['taints'][number];

/**
 * Keys of taints that say that a node takes no pods just now: by Kubernetes and its cloud providers, by Cilium before its
 * agent runs, by the cluster autoscaler and Karpenter before they remove the node. A pair must not run there.
 */
const unfit =
  /^(node\.kubernetes\.io|node\.cilium\.io|node\.cloudprovider\.kubernetes\.io)\/|^(ToBeDeletedBy|DeletionCandidateOf)ClusterAutoscaler$|^karpenter\.sh\//;

/** Taints of AKS's own, such as that of spot pools; the prefix is reserved for AKS. */
const ofAks = /^kubernetes\.azure\.com\//;

/**
 * Those of a node's taints that a pod pair tolerates: what the pool itself declares (`key=value:Effect`, ARM's
 * `nodeTaints`) and AKS's own. `declared` is null for a node of no pool, or when ARM does not tell: then all but those
 * that say that the node is unfit now.
 */
export function selectToleratedTaints(taints: readonly Taint[], declared: readonly string[] | null): Taint[] {
  const fit = taints.filter(({ key }) => !unfit.test(key));
  return declared ? fit.filter((taint) => ofAks.test(taint.key) || isDeclared(taint, declared)) : fit;
}

/** ARM leaves out the `=` of a taint without a value, or keeps it. */
function isDeclared({ key, value, effect }: Taint, declared: readonly string[]): boolean {
  const forms = value === '' ? [`${key}:${effect}`, `${key}=:${effect}`] : [`${key}=${value}:${effect}`];
  return forms.some((form) => declared.includes(form));
}
