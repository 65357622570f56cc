import type { OrchestrationContext } from 'durable-functions';
import type { Stretch } from './typed-call.ts';

/**
 * Orchestrator: does nothing. Its one instance keeps a name in the task hub itself, by which hosts tell their hub from
 * that of other hosts on the same tables: two storage accounts may each have a hub called Kataproof.
 */
// biome-ignore lint/correctness/useYield: there is nothing to wait for
export function* nameTaskHub(context: OrchestrationContext): Stretch<{ name: string }> {
  return context.df.getInput<{ name: string }>();
}
