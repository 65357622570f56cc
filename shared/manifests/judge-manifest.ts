import type { FoundFinding } from '../workloads/finding.ts';
import { readPodSpec } from '../workloads/pods/read-pod-spec.ts';
import { type SandboxedVm, sandboxedVm } from '../workloads/pods/sandboxed-vm.ts';
import { judgePod } from '../workloads/rules/judge-pod.ts';
import { sandboxOf } from '../workloads/sandbox-of.ts';
import type { SandboxPolicy } from '../workloads/sandbox-policy.ts';
import type { PodFacts, RuntimeClassFacts } from '../workloads/workload-facts.ts';
import type { ManifestObject } from './list-objects.ts';
import { nameOf } from './name-of.ts';
import type { PodTemplate } from './read-pod-template.ts';

/** The facts of the pods that a manifest would make, as the look at a cluster would have them. */
export function factsOf(object: ManifestObject, { labels, spec }: PodTemplate, namespace: string): PodFacts {
  const { name, namespace: own } = nameOf(object);
  const isPod = object.podPath?.length === 0;
  return {
    namespace: own ?? namespace,
    name,
    labels,
    controller: isPod ? null : { kind: object.kind, name },
    createdAt: '',
    finished: false,
    ...readPodSpec(spec),
    admitted: false,
  };
}

/** What the rules of the fleet say of the pods that a manifest would make, and the VM that each of them would get. */
export function judgeManifest(
  pod: PodFacts,
  classes: RuntimeClassFacts[],
  policy: SandboxPolicy,
): { findings: FoundFinding[]; vm: SandboxedVm | null } {
  const sandbox = sandboxOf(pod, classes);
  // The policy speaks of namespaces and classes that only a cluster knows.
  const demanded = sandbox.state === 'class-absent' ? { ...policy, podSelector: null } : policy;
  const context = { runtimeClasses: classes, namespaces: new Map(), policy: { ...demanded, namespaceSelector: null } };
  return { findings: judgePod(pod, context), vm: sandboxedVm(pod, classes) };
}
