import { KataproofError } from '../../shared/errors/kataproof-error.ts';
import type { ManagedClusters } from '../../shared/ports/managed-clusters.ts';

/**
 * Azure Resource Manager where there is none to ask. All that it would say is not known: how many nodes a pool has, which
 * taints it declares, whether an operation is under way. The workflow knows this from a Resource Manager that does not
 * answer: it proves the nodes that the cluster lists, and claims nothing of those that it doesn't.
 */
export function createClustersWithoutAzure(): ManagedClusters {
  const unknown = () =>
    Promise.reject(new KataproofError('NotDeployed', 'A proof by kubeconfig asks Azure Resource Manager nothing.'));
  return {
    readCluster: unknown,
    readPool: unknown,
    ensurePool: unknown,
    removePool: unknown,
    liftQuarantine: unknown,
    reconcileCluster: unknown,
    listClusterPage: unknown,
  };
}
