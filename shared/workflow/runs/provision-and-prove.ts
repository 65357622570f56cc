import type { OrchestrationContext } from 'durable-functions';
import type { Verdict } from '../../isolation/evidence.ts';
import { concludeProof, concludeWithout, mustRemovePool, type RunEnding } from '../../runs/conclude-run.ts';
import { type ProvisioningInput, scopeOf } from '../../runs/requests.ts';
import { pauseUnlessCancelled } from '../pause.ts';
import { createStory, type Story } from '../story.ts';
import type { Pause, Stretch } from '../typed-call.ts';
import { awaitApproval } from './await-approval.ts';
import { checkBeforehand } from './check-beforehand.ts';
import { chooseTransport } from './choose-transport.ts';
import { cleanUp } from './clean-up.ts';
import { announce, close, closeUnbegun } from './end-run.ts';
import { inspect } from './inspect.ts';
import { proveNodes } from './prove-nodes.ts';
import { provisionCluster } from './provision-cluster.ts';
import { type ProvidedPool, provisionPool } from './provision-pool.ts';
import { settleQuarantine } from './settle-quarantine.ts';

/**
 * Orchestrator: checks beforehand what would fail, provisions a cluster where one is asked for and a Kata node pool, waits
 * until it is ready, proves every node, tells people, and cleans up.
 */
export function* provisionAndProve(context: OrchestrationContext): Stretch<{ verdict: Verdict; reason: string }> {
  const input = context.df.getInput<ProvisioningInput>();
  const { runId, cluster, pool, cleanup, options } = input;
  const story = createStory(context, runId);
  const run = { runId, cluster, poolName: pool.name };

  const pause = pauseUnlessCancelled(context);
  const refused = yield* checkBeforehand(story, input, pause);
  if (refused) return yield* closeUnbegun(context, story, run, refused);
  const denied = yield* awaitApproval(context, story, input, pause);
  // What was checked before the wait may not hold any more.
  const outdated = denied ?? (input.approval ? yield* checkBeforehand(story, input, pause) : null);
  if (outdated) return yield* closeUnbegun(context, story, run, outdated);
  const made = input.newCluster ? yield* provisionCluster(context, story, input, input.newCluster, pause) : null;
  const isThere = made?.ended.end !== 'gave-up';
  const reached = isThere ? yield* chooseTransport(context, story, input, pause) : cluster;
  const provided: ProvidedPool =
    made?.ended.end === 'gave-up'
      ? { ended: made.ended, pool: 'none', made: false }
      : yield* provisionPool(context, story, { ...input, cluster: reached }, pause);
  const proven = yield* proveThat(story, { ...input, cluster: reached }, provided, pause);
  const wish = quarantineOf({ ...input, cluster: reached }, provided, proven);
  const found = yield* settleQuarantine(context, story, wish, proven, pause);
  // Where no cluster was made there is no pool to remember.
  const ending = made?.cluster === 'none' ? { ...found, remember: [] } : found;
  // A caller waits for this run, so even its first inconclusive end is an alert.
  const owed = yield* announce(context, story, run, ending, { freshForMs: options.freshForMs, flapThreshold: 1 });
  const remove = mustRemovePool(cleanup, ending.verdict);
  const removed = made ? `cluster ${cluster.name}` : `node pool ${pool.name}`;
  const cleaning = remove && made?.cluster !== 'none' ? `Cleaning up, and removing ${removed}` : 'Cleaning up';
  story.note(cleaning, { percent: 95 });
  const cleaned = yield* cleanUp(story, {
    runId,
    cluster: reached,
    ownNamespace: options.namespace === null,
    residue: ending.residue,
    ...(ending.namespaceUid !== undefined && { namespaceUid: ending.namespaceUid }),
    removePool: remove ? pool.name : null,
    poolOtherwise: provided.pool,
    pollMs: options.pollMs,
    ...(made && { newCluster: { remove: remove && made.cluster === 'kept', otherwise: made.cluster } }),
  });
  const thereStill = cleaned.cluster === undefined || cleaned.cluster === 'kept';
  if (input.policy && !ending.cutShort && thereStill)
    yield* inspect(context, story, { cluster: reached, policy: input.policy });
  return yield* close(context, story, run, ending, owed, cleaned);
}

function quarantineOf(
  { runId, cluster, pool, cleanup, options }: ProvisioningInput,
  provided: ProvidedPool,
  ending: RunEnding,
) {
  const { name: poolName, quarantine: asked = false } = pool;
  // A pool that was there already stays, whatever cleanup says.
  const removes = provided.made && mustRemovePool(cleanup, ending.verdict);
  const told = asked && provided.ended.end === 'reached';
  const wish = { lift: asked, removes, asked: told, born: asked && provided.made };
  return { runId, cluster, poolName, ...wish, pollMs: options.pollMs };
}

function* proveThat(story: Story, input: ProvisioningInput, { ended }: ProvidedPool, pause: Pause): Stretch<RunEnding> {
  if (ended.end === 'gave-up') return concludeWithout(ended.code, ended.message, [input.pool.name]);
  const scope = scopeOf({ ...input, poolName: input.pool.name });
  const proof = yield* proveNodes(story, scope, pause, ended.value.stock);
  return concludeProof(proof);
}
