import type { Sighting } from './finding.ts';
import { type Sandbox, sandboxOf } from './sandbox-of.ts';
import { type SandboxPolicy, whyRequired } from './sandbox-policy.ts';
import { sightOwners } from './sight-owners.ts';
import type { WorkloadFacts } from './workload-facts.ts';

/**
 * Rule `pod-not-sandboxed`: a pod that the policy wants sandboxed is not. This includes a pod whose RuntimeClass no
 * longer exists, because nobody knows what it runs under.
 */
export function findUnsandboxedPods(facts: WorkloadFacts, policy: SandboxPolicy): Sighting[] {
  const namespaces = new Map(facts.namespaces.map((namespace) => [namespace.name, namespace]));
  return sightOwners(facts.pods, (pod) => {
    const why = whyRequired(policy, pod, namespaces.get(pod.namespace));
    const how = describe(sandboxOf(pod, facts.runtimeClasses));
    return why && how && `must be sandboxed because of ${why}, but ${how}`;
  });
}

function describe(sandbox: Sandbox): string | null {
  switch (sandbox.state) {
    case 'sandboxed':
    case 'sandboxed-by-upstream':
      return null;
    case 'no-class':
      return 'has no runtimeClassName';
    case 'class-absent':
      return `its RuntimeClass ${sandbox.className} does not exist`;
    case 'other-handler':
      return `its RuntimeClass ${sandbox.className} leads to the handler ${sandbox.handler}`;
  }
}
