import type { OrchestrationContext } from 'durable-functions';
import type { Verdict } from '../../isolation/evidence.ts';
import type { VerificationInput } from '../../runs/requests.ts';
import { after } from '../back-off.ts';
import { createStory } from '../story.ts';
import { callPatiently, type Stretch } from '../typed-call.ts';
import { cleanUp } from './clean-up.ts';
import { announce, close, concludeProof } from './end-run.ts';
import { proveNodes } from './prove-nodes.ts';
import { waitForTurn } from './wait-for-turn.ts';

const beginPatienceMs = 5 * 60_000;

/** Proves the Kata nodes that a cluster, or one of its pools, already has. */
export function* proveCluster(context: OrchestrationContext): Stretch<{ verdict: Verdict; reason: string }> {
  const input = context.df.getInput<VerificationInput>();
  if (input.unasked && !(yield* isOurs(context, input)))
    return { verdict: 'inconclusive', reason: 'Another host carries out this run.' };
  const story = createStory(context, input.runId);
  const { runId, cluster, poolName, poolNames } = input;
  const run = { runId, cluster, poolName, ...(poolNames && { poolNames }) };
  if (input.inTurn) yield* waitForTurn(context, story, input);

  const ending = concludeProof(yield* proveNodes(context, story, input));
  const { freshForMs, flapThreshold } = input.options;
  yield* announce(context, story, run, ending, { freshForMs, flapThreshold: input.unasked ? flapThreshold : 1 });
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

/** Events reach several hosts; the one whose execution begins the run first carries it out. */
function* isOurs(context: OrchestrationContext, { runId, executionToken: given }: VerificationInput): Stretch<boolean> {
  const executionToken = given ?? context.df.newGuid(`begin:${runId}`);
  const patience = { deadline: after(context.df.currentUtcDateTime, beginPatienceMs), firstDelayMs: 2_000 };
  const begun = yield* callPatiently(context, 'beginRun', { runId, executionToken }, patience);
  return begun.ok && begun.value.mine;
}
