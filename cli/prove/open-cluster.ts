import { KataproofError } from '../../shared/errors/kataproof-error.ts';
import { createKubernetesAdapters } from '../../shared/kubernetes/create-kubernetes-adapters.ts';
import { trimEnd } from '../../shared/plain/trim-end.ts';
import type { VerificationCluster } from '../../shared/ports/verification-cluster.ts';
import type { ChosenContext } from '../kubeconfig/choose-context.ts';
import { openKubeconfig } from '../kubeconfig/open-kubeconfig.ts';

/** The cluster of a context, by the very adapter of the deployed app. Throws KubeconfigUnusable. */
export function openCluster(context: ChosenContext): VerificationCluster {
  const { verification } = createKubernetesAdapters({ connections: openKubeconfig(context), now: Date.now });
  return withRightsAsTheyAre(verification);
}

/**
 * A refusal counts at once. The app waits minutes for a role assignment to arrive, for somebody has just made it for the app;
 * whoever brings a kubeconfig has the rights that it has, and looks on.
 */
function withRightsAsTheyAre(cluster: VerificationCluster): VerificationCluster {
  const final = (error: unknown): never => {
    if (!(error instanceof KataproofError) || error.code !== 'Forbidden') throw error;
    const message = `${trimEnd(error.message, '.')}. docs/security.md has the rights that a proof needs, infra/kubernetes the manifests that grant them.`;
    throw new KataproofError(error.code, message, { retryable: false, httpStatus: error.httpStatus });
  };
  return new Proxy(cluster, {
    get(target, name) {
      const act: unknown = Reflect.get(target, name);
      return typeof act === 'function' ? (...given: unknown[]) => act.apply(target, given).catch(final) : act;
    },
  });
}
