import type { ClusterReference } from '../clusters/cluster-reference.ts';
import { kataRuntimeClassName } from './kata.ts';

/** Why a run ends that has a ready pool and no RuntimeClass. */
export interface AbsentClass {
  code: 'RuntimeClassAbsent';
  message: string;
}

/**
 * What to tell when nodes are ready and the class is still absent. AKS installs its own class when a cluster is updated
 * (Microsoft Learn, "Pod Sandboxing with AKS", ends the steps for existing clusters with `az aks update`), so that is the
 * remedy, by hand or by this app; a class of another name is the operator's own. `whyNot` says why an update by this app
 * failed; null when it may not try.
 */
export function tellAbsentClass(
  runtimeClassName: string,
  { resourceGroup, name }: ClusterReference,
  whyNot: string | null,
): AbsentClass {
  const absent = `Nodes are ready, but the cluster has no RuntimeClass ${runtimeClassName}, without which no sandboxed pod can be made.`;
  const byHand = `az aks update --resource-group ${resourceGroup} --name ${name}`;
  const remedy =
    whyNot === null
      ? `AKS installs it when the cluster is updated: run ${byHand} and ask again, or set KATAPROOF_RECONCILE_CLUSTER to true and let this app do that, for which its identity needs the action Microsoft.ContainerService/managedClusters/write.`
      : `This app could not have AKS install it: ${whyNot} Run ${byHand} and ask again.`;
  const own = 'It is the class that KATAPROOF_RUNTIME_CLASS names: create it, or take the setting away.';
  const isOfAks = runtimeClassName === kataRuntimeClassName;
  return { code: 'RuntimeClassAbsent', message: `${absent} ${isOfAks ? remedy : own}` };
}
