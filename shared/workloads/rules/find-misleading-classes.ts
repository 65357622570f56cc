import { isKataHandler, isUpstreamKataHandler, soundsLikeKata } from '../../isolation/kata.ts';
import type { Sighting } from '../finding.ts';
import type { WorkloadFacts } from '../workload-facts.ts';

/** Rule `class-sandbox-in-name-only`: a RuntimeClass is named like Kata but its handler is no Kata handler at all. */
export function findMisleadingClasses({ runtimeClasses }: WorkloadFacts): Sighting[] {
  return runtimeClasses
    .filter(({ name, handler }) => soundsLikeKata(name) && !isKataHandler(handler) && !isUpstreamKataHandler(handler))
    .map(({ name, handler }) => ({
      subject: `RuntimeClass/${name}`,
      message: `Leads to the handler ${handler}, which is none of AKS's Kata handlers.`,
    }));
}

/**
 * Rule `class-of-upstream-kata`: a RuntimeClass leads to a Kata Containers that somebody has installed in the cluster.
 */
export function findUpstreamClasses({ runtimeClasses }: WorkloadFacts): Sighting[] {
  return runtimeClasses
    .filter(({ handler }) => isUpstreamKataHandler(handler))
    .map(({ name, handler }) => ({
      subject: `RuntimeClass/${name}`,
      message: `Leads to the handler ${handler}: a Kata sandbox that somebody has installed, not AKS's own.`,
    }));
}
