import type { OrchestrationContext } from 'durable-functions';
import type { Verdict } from '../../isolation/evidence.ts';
import type { CleanupPolicy } from '../../ports/run-records.ts';
import type { ProvisioningInput } from '../../runs/requests.ts';
import { createStory, type Story } from '../story.ts';
import type { Stretch } from '../typed-call.ts';
import { cleanUp } from './clean-up.ts';
import { announce, close, concludeProof, concludeWithout, type RunEnding } from './end-run.ts';
import { proveNodes } from './prove-nodes.ts';
import { provisionPool } from './provision-pool.ts';

/** The mission: provision a Kata node pool, wait until it is ready, prove every node, alert, clean up. */
export function* provisionAndProve(context: OrchestrationContext): Stretch<{ verdict: Verdict; reason: string }> {
  const input = context.df.getInput<ProvisioningInput>();
  const story = createStory(context, input.runId);
  const run = { runId: input.runId, cluster: input.cluster, poolName: input.pool.name };

  const ending = yield* provisionThenProve(context, story, input);
  // Somebody asked for this run and waits for its end: an inconclusive one is news at once.
  yield* announce(context, story, run, ending, { freshForMs: input.options.freshForMs, flapThreshold: 1 });
  const remove = mustRemovePool(input.cleanup, ending.verdict);
  yield* story.tell(remove ? `Cleaning up, and removing node pool ${input.pool.name}` : 'Cleaning up', { percent: 95 });
  const cleaned = yield* cleanUp(context, {
    runId: input.runId,
    cluster: input.cluster,
    ownNamespace: input.options.namespace === null,
    pairsRemoved: ending.pairsRemoved,
    removePool: remove ? input.pool.name : null,
    poolOtherwise: 'kept',
    pollMs: input.options.pollMs,
  });
  return yield* close(context, story, run, ending, cleaned);
}

function* provisionThenProve(
  context: OrchestrationContext,
  story: Story,
  input: ProvisioningInput,
): Stretch<RunEnding> {
  const pool = yield* provisionPool(context, story, input);
  if (pool.end === 'gave-up') return concludeWithout(pool.code, pool.message);
  const nodes = pool.value.readyNodes;
  yield* story.tell(`Node pool ${input.pool.name} is ready`, {
    percent: 55,
    detail: `${nodes} ready node${nodes === 1 ? '' : 's'}`,
  });
  const proof = yield* proveNodes(context, story, { ...input, poolName: input.pool.name });
  return concludeProof(proof);
}

/** Whether the policy wants the pool gone. That it is this run's own is checked again when it is removed. */
export function mustRemovePool(policy: CleanupPolicy, verdict: Verdict): boolean {
  if (policy === 'keep') return false;
  return policy === 'always-delete' || verdict !== 'isolated';
}
