import type { NodeSnapshot } from './evidence.ts';

type Taint = NodeSnapshot['taints'][number];

/**
 * Keys of taints that say that a node is not ready for pods: set by Kubernetes and its cloud providers, by Cilium and CSI
 * drivers before their agent runs, by AKS when it drains a node that it repairs (AKS, "Node auto-repair"), by the cluster
 * autoscaler and Karpenter before they remove the node, and for them by what prepares a node (cluster autoscaler's FAQ,
 * "startup taints" and "status taints"). A pair must not run on such a node.
 */
const unfit = new RegExp(
  [
    /^node\.(kubernetes|cilium|cloudprovider\.kubernetes)\.io\//,
    /\/agent-not-ready$/,
    /^remediator\.(aks\.microsoft|kubernetes\.azure)\.com\//,
    /^(ToBeDeletedBy|DeletionCandidateOf)ClusterAutoscaler$/,
    /^(startup|status|ignore)-taint\.cluster-autoscaler\.kubernetes\.io\//,
    /^karpenter\.sh\//,
  ]
    .map(({ source }) => source)
    .join('|'),
);

/** AKS's own taints, such as that of spot pools. The prefix is reserved for AKS. */
const ofAks = /^kubernetes\.azure\.com\//;

/**
 * Selects the taints of a node that a pod pair tolerates: those that the pool declares (`key=value:Effect`, ARM's
 * `nodeTaints`) and AKS's own. `declared` is null for a node that belongs to no pool, or when ARM does not say. Then
 * all taints are tolerated, except those that say that the node is not ready.
 */
export function selectToleratedTaints(taints: readonly Taint[], declared: readonly string[] | null): Taint[] {
  const fit = taints.filter(({ key }) => !unfit.test(key));
  return declared ? fit.filter((taint) => ofAks.test(taint.key) || isDeclared(taint, declared)) : fit;
}

/** ARM writes a taint without a value with or without the `=`. */
function isDeclared({ key, value, effect }: Taint, declared: readonly string[]): boolean {
  const forms = value === '' ? [`${key}:${effect}`, `${key}=:${effect}`] : [`${key}=${value}:${effect}`];
  return forms.some((form) => declared.includes(form));
}
