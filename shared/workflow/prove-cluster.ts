import type { OrchestrationContext } from 'durable-functions';
import type { Verdict } from '../isolation/evidence.ts';
import { cleanUp } from './clean-up.ts';
import { announce, close, concludeProof } from './end-run.ts';
import { proveNodes } from './prove-nodes.ts';
import type { VerificationInput } from './requests.ts';
import { createStory } from './story.ts';
import type { Stretch } from './typed-call.ts';

/** Proves the Kata nodes that a cluster, or one of its pools, already has. */
export function* proveCluster(context: OrchestrationContext): Stretch<{ verdict: Verdict; reason: string }> {
  const input = context.df.getInput<VerificationInput>();
  const story = createStory(context, input.runId);
  const run = { runId: input.runId, cluster: input.cluster, poolName: input.poolName };

  const ending = concludeProof(yield* proveNodes(context, story, input));
  yield* announce(context, story, run, ending);
  const cleaned = yield* cleanUp(context, {
    runId: input.runId,
    cluster: input.cluster,
    ownNamespace: input.options.namespace === null,
    pairsRemoved: ending.pairsRemoved,
    removePool: null,
    poolOtherwise: 'none',
    pollMs: input.options.pollMs,
  });
  return yield* close(context, story, run, ending, cleaned);
}
