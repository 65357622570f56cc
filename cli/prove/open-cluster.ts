import { createKubernetesAdapters } from '../../shared/kubernetes/create-kubernetes-adapters.ts';
import type { VerificationCluster } from '../../shared/ports/verification-cluster.ts';
import type { ChosenContext } from '../kubeconfig/choose-context.ts';
import { openKubeconfig } from '../kubeconfig/open-kubeconfig.ts';

/** The cluster of a context, by the very adapter of the deployed app. Throws KubeconfigUnusable. */
export function openCluster(context: ChosenContext): VerificationCluster {
  return createKubernetesAdapters({ connections: openKubeconfig(context), now: Date.now }).verification;
}
