import { ownerOf } from '../workloads/owner-of.ts';
import { sandboxedVm } from '../workloads/pods/sandboxed-vm.ts';
import { sumLimits } from '../workloads/pods/sum-limits.ts';
import { judgePod } from '../workloads/rules/judge-pod.ts';
import type { PodContext } from '../workloads/rules/pod-context.ts';
import { isSandboxed, sandboxOf } from '../workloads/sandbox-of.ts';
import { isSystemNamespace } from '../workloads/sandbox-policy.ts';
import type { PodFacts } from '../workloads/workload-facts.ts';

const mebibyte = 1024 * 1024;

/** Renders a pod: under what it runs, the VM that follows from its limits, and what the rules say of it. */
export function renderPod(pod: PodFacts, context: PodContext) {
  const sandbox = sandboxOf(pod, context.runtimeClasses);
  const { memoryBytes, milliCpu } = sumLimits(pod);
  return {
    namespace: pod.namespace,
    system: isSystemNamespace(pod.namespace),
    name: pod.name,
    owner: ownerOf(pod),
    createdAt: pod.createdAt === '' ? null : pod.createdAt,
    finished: pod.finished,
    node: pod.nodeName,
    runtimeClassName: pod.runtimeClassName,
    handler: 'handler' in sandbox ? sandbox.handler : null,
    sandbox: sandbox.state,
    sandboxed: isSandboxed(pod, context.runtimeClasses),
    limits: {
      memoryMiB: memoryBytes === null ? null : Math.floor(memoryBytes / mebibyte),
      cpus: milliCpu === null ? null : milliCpu / 1000,
    },
    vm: sandboxedVm(pod, context.runtimeClasses),
    findings: judgePod(pod, context),
  };
}
