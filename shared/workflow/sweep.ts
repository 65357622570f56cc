import type { OrchestrationContext } from 'durable-functions';
import { after } from './back-off.ts';
import { cleanUp } from './clean-up.ts';
import { close, concludeWithout } from './end-run.ts';
import { mustRemovePool } from './provision-and-prove.ts';
import { createStory } from './story.ts';
import { callPatiently, type Stretch } from './typed-call.ts';

export interface SweepInput {
  /** Runs that have not ended although nothing runs them any more (terminated, failed, or past their expiry). */
  abandonedRunIds: string[];
  /** Whether runs use namespaces of their own. */
  ownNamespace: boolean;
  pollMs: number;
}

/** How long one cluster may keep the sweep waiting. The next sweep comes within the hour. */
const clusterPatienceMs = 2 * 60_000;

/** Cleans up behind runs that died, then removes whatever of ours has expired in every cluster that we ever touched. */
export function* sweep(
  context: OrchestrationContext,
): Stretch<{ runsClosed: number; removed: string[]; problems: string[] }> {
  const input = context.df.getInput<SweepInput>();
  for (const runId of input.abandonedRunIds) yield* closeAbandoned(context, runId, input);

  const removed: string[] = [];
  const problems: string[] = [];
  const listed = yield* callPatiently(context, 'listKnownClusters', {}, patienceNow(context));
  if (!listed.ok) problems.push(`The known clusters could not be listed: ${listed.failure.message}`);
  for (const cluster of listed.ok ? listed.value.clusters : []) {
    const order = { cluster, now: context.df.currentUtcDateTime.toISOString() };
    const swept = yield* callPatiently(context, 'removeExpired', order, patienceNow(context));
    if (swept.ok) removed.push(...swept.value.removed.map((name) => `${cluster.name}: ${name}`));
    else problems.push(`${cluster.name}: ${swept.failure.message}`);
  }
  if (!context.df.isReplaying)
    context.log(`Swept: ${removed.length} objects removed, ${problems.length} problems. ${problems.join(' ')}`);
  return { runsClosed: input.abandonedRunIds.length, removed: removed.slice(0, 100), problems: problems.slice(0, 100) };
}

function* closeAbandoned(context: OrchestrationContext, runId: string, input: SweepInput): Stretch<void> {
  const read = yield* callPatiently(context, 'readRun', { runId }, patienceNow(context));
  if (!read.ok || !read.value.run || read.value.run.status !== 'running') return;
  const { run } = read.value;
  // '9' sorts the sweeper's steps below everything that the run itself told.
  const story = createStory(context, runId, '9-');
  const verdict = run.verdict ?? 'inconclusive';
  yield* story.tell('The run had died: cleaning up behind it');
  // Whether the pool is this run's is decided by its tag: the run may have died before it could write that down.
  const remove = run.kind === 'provisioning' && run.poolName !== null && mustRemovePool(run.cleanup, verdict);
  const cleaned = yield* cleanUp(context, {
    runId,
    cluster: run.cluster,
    ownNamespace: input.ownNamespace,
    pairsRemoved: false,
    removePool: remove ? run.poolName : null,
    poolOtherwise: run.kind === 'provisioning' ? 'kept' : 'none',
    pollMs: input.pollMs,
  });
  const identity = { runId, cluster: run.cluster, poolName: run.poolName };
  const died = { ...concludeWithout('RunDied', 'The run ended before its time and was cleaned up.'), verdict };
  yield* close(context, story, identity, { ...died, status: 'failed' }, cleaned);
}

function patienceNow(context: OrchestrationContext) {
  return { deadline: after(context.df.currentUtcDateTime, clusterPatienceMs), firstDelayMs: 5_000 };
}
