import type { OrchestrationContext } from 'durable-functions';
import type { ClusterReference } from '../../clusters/cluster-reference.ts';
import type { SandboxPolicy } from '../../workloads/sandbox-policy.ts';
import type { Story } from '../story.ts';
import { askWithin, type Stretch } from '../typed-call.ts';

/** The verdict stands already, so nobody must wait long for the findings beside it. */
const patienceMs = 60_000;

/**
 * Inspects the cluster for what does not comply, and says in the timeline what became of that. A cluster that could not
 * be inspected changes nothing about the verdict.
 */
export function* inspect(
  context: OrchestrationContext,
  story: Story,
  { cluster, policy }: { cluster: ClusterReference; policy: SandboxPolicy },
): Stretch<void> {
  const at = context.df.currentUtcDateTime.toISOString();
  const inspected = yield* askWithin(story, patienceMs, 5_000)('inspectCluster', { cluster, policy, at });
  if (!inspected.ok) {
    story.note('The cluster could not be inspected', { detail: inspected.failure.message, isPast: true });
    return;
  }
  const { standing, opened } = inspected.value;
  const detail = `${standing} finding${standing === 1 ? '' : 's'} standing, ${opened} of them new`;
  story.note('Inspected the cluster', { detail, isPast: true });
}
