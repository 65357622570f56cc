import type { Sighting } from '../finding.ts';
import { ownerOf } from '../owner-of.ts';
import { isSandboxed } from '../sandbox-of.ts';
import { isExcluded, type SandboxPolicy } from '../sandbox-policy.ts';
import type { WorkloadFacts } from '../workload-facts.ts';
import { groupKataNodes } from './group-kata-nodes.ts';

/**
 * Rule `kata-nodes-idle`: Kata nodes that run only ordinary workloads. DaemonSets do not count, because they run on
 * every node, and neither do empty nodes. Nobody is to run anything in a pool in quarantine.
 */
export function findIdleKataNodes(facts: WorkloadFacts, policy: SandboxPolicy): Sighting[] {
  const workloads = facts.pods.filter(
    (pod) => !pod.finished && !isExcluded(policy, pod.namespace) && ownerOf(pod).kind !== 'DaemonSet',
  );
  const byNode = Map.groupBy(workloads, ({ nodeName }) => nodeName);
  return [...groupKataNodes(facts.nodes)].flatMap(([subject, kataNodes]) => {
    const idle = kataNodes.filter(({ name, quarantined }) => {
      const pods = byNode.get(name) ?? [];
      return !quarantined && pods.length > 0 && !pods.some((pod) => isSandboxed(pod, facts.runtimeClasses));
    });
    const message = `${idle.length} of ${kataNodes.length} Kata nodes run ordinary workloads only.`;
    return idle.length > 0 ? [{ subject, message }] : [];
  });
}
