import { type Sandbox, sandboxOf } from '../sandbox-of.ts';
import { whyRequired } from '../sandbox-policy.ts';
import type { PodFacts } from '../workload-facts.ts';
import type { PodContext } from './pod-context.ts';

/**
 * Rule `pod-not-sandboxed`: a pod that the policy wants sandboxed is not. This includes a pod whose RuntimeClass no
 * longer exists, because nobody knows what it runs under.
 */
export function whyNotSandboxed(pod: PodFacts, { runtimeClasses, namespaces, policy }: PodContext): string | null {
  const why = whyRequired(policy, pod, namespaces.get(pod.namespace));
  const how = describe(sandboxOf(pod, runtimeClasses));
  return why && how && `must be sandboxed because of ${why}, but ${how}`;
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
