import type { OrchestrationContext } from 'durable-functions';
import type { Verdict } from '../../isolation/evidence.ts';
import { cancelledProof, concludeProof } from '../../runs/conclude-run.ts';
import { scopeOf, type VerificationInput } from '../../runs/requests.ts';
import { pauseUnlessCancelled } from '../pause.ts';
import { createStory } from '../story.ts';
import { askWithin, type Stretch } from '../typed-call.ts';
import { chooseTransport } from './choose-transport.ts';
import { cleanUp } from './clean-up.ts';
import { announce, close } from './end-run.ts';
import { inspect } from './inspect.ts';
import { proveNodes } from './prove-nodes.ts';
import { settleQuarantine } from './settle-quarantine.ts';
import { waitForTurn } from './wait-for-turn.ts';

/** How long the claim of an execution is retried. */
const beginPatienceMs = 5 * 60_000;

/** How the proof of a cluster ended. */
export interface ProofEnd {
  verdict: Verdict;
  reason: string;
  /** The pools that the run let be, because nothing could be proven there. */
  unprovable: string[];
}

/** Orchestrator: proves the Kata nodes that a cluster, or one of its pools, already has. */
export function* proveCluster(context: OrchestrationContext): Stretch<ProofEnd> {
  const input = context.df.getInput<VerificationInput>();
  if (input.unasked && !(yield* isOurs(context, input)))
    return { verdict: 'inconclusive', reason: 'Another host carries out this run.', unprovable: [] };
  const { runId, cluster, poolName, options } = input;
  const story = createStory(context, runId);
  const run = { runId, cluster, poolName };
  const pause = pauseUnlessCancelled(context);
  const turn = input.inTurn ? yield* waitForTurn(context, story, input, pause) : 'go';

  const reached = turn === 'go' ? yield* chooseTransport(context, story, input, pause) : cluster;
  const scope = { ...scopeOf(input), cluster: reached };
  const proof = turn === 'go' ? yield* proveNodes(story, scope, pause) : cancelledProof;
  const wish = {
    runId,
    cluster: reached,
    poolName,
    lift: input.liftQuarantine ?? false,
    asked: input.liftQuarantine ?? false,
  };
  const proven = concludeProof(proof);
  const ending =
    poolName === null
      ? proven
      : yield* settleQuarantine(
          context,
          story,
          { ...wish, poolName, born: false, pollMs: options.pollMs },
          proven,
          pause,
        );
  const { freshForMs, flapThreshold } = options;
  const owed = yield* announce(context, story, run, ending, {
    freshForMs,
    flapThreshold: input.unasked ? flapThreshold : 1,
  });
  const cleaned = yield* cleanUp(story, {
    runId,
    cluster: reached,
    ownNamespace: options.namespace === null,
    residue: ending.residue,
    ...(ending.namespaceUid !== undefined && { namespaceUid: ending.namespaceUid }),
    removePool: null,
    poolOtherwise: 'none',
    pollMs: options.pollMs,
  });
  if (input.policy && !ending.cutShort) yield* inspect(context, story, { cluster: reached, policy: input.policy });
  const closed = yield* close(context, story, run, ending, owed, cleaned);
  return { ...closed, unprovable: proof.unprovable };
}

/**
 * An event may reach several hosts, which all start the run. Only the execution that begins the run first carries it
 * out.
 */
function* isOurs(
  context: OrchestrationContext,
  { runId, executionToken: given, options }: VerificationInput,
): Stretch<boolean> {
  const { taskHub } = options;
  const executionToken = given ?? context.df.newGuid(`begin:${runId}`);
  const begun = yield* askWithin(context, beginPatienceMs, 2_000)('beginRun', { runId, executionToken, taskHub });
  return begun.ok && begun.value.mine;
}
