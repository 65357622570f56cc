import { isKataHandler, isUpstreamKataHandler, soundsLikeKata } from '../isolation/kata.ts';
import type { Sighting } from './finding.ts';
import { sandboxOf } from './sandbox-of.ts';
import { sightOwners } from './sight-owners.ts';
import type { WorkloadFacts } from './workload-facts.ts';

/** Rule `class-sandbox-in-name-only`: a RuntimeClass is named like Kata but has another handler. */
export function findMisleadingClasses({ runtimeClasses }: WorkloadFacts): Sighting[] {
  return runtimeClasses
    .filter(({ name, handler }) => soundsLikeKata(name) && !isKataHandler(handler) && !isUpstreamKataHandler(handler))
    .map(({ name, handler }) => ({
      subject: `RuntimeClass/${name}`,
      message: `Leads to the handler ${handler}, which is none of AKS's Kata handlers.`,
    }));
}

/** Rule `pod-sandbox-in-name-only`: a pod uses such a RuntimeClass. */
export function findMisledPods({ pods, runtimeClasses }: WorkloadFacts): Sighting[] {
  return sightOwners(pods, (pod) => {
    const sandbox = sandboxOf(pod, runtimeClasses);
    return sandbox.state === 'other-handler' && soundsLikeKata(sandbox.className)
      ? `its RuntimeClass ${sandbox.className} leads to the handler ${sandbox.handler}`
      : null;
  });
}

/** Rule `class-of-upstream-kata`. */
export function findUpstreamClasses({ runtimeClasses }: WorkloadFacts): Sighting[] {
  return runtimeClasses
    .filter(({ handler }) => isUpstreamKataHandler(handler))
    .map(({ name, handler }) => ({
      subject: `RuntimeClass/${name}`,
      message: `Leads to the handler ${handler}: a Kata sandbox that somebody has installed, not AKS's own.`,
    }));
}
