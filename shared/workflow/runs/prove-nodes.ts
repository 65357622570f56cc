import type { OrchestrationContext } from 'durable-functions';
import type { NodesToProve } from '../../activities/list-nodes-to-prove.ts';
import { countMissing, noCoverage, type PlaceCoverage } from '../../isolation/coverage.ts';
import { judgePool } from '../../isolation/judge-pool.ts';
import { kataNodeLabel } from '../../isolation/kata.ts';
import { runNamespace } from '../../isolation/pod-pair-names.ts';
import { nameSome } from '../../plain/name-some.ts';
import { cancellation, type Proof, type Residue, unproven } from '../../runs/conclude-run.ts';
import { newcomersMs, nodesOfChunk, objectsExpireAt, provingMs } from '../../runs/expiry.ts';
import { type NodesAhead, takeAhead } from '../../runs/nodes-ahead.ts';
import type { RunScope } from '../../runs/requests.ts';
import { after } from '../back-off.ts';
import { settle } from '../settle-all.ts';
import type { Story } from '../story.ts';
import { askUntil, askWithin, isCancelled, type Pause, type Stretch } from '../typed-call.ts';
import { never, waitUntil } from '../wait-until.ts';
import { addTo, type NodeChunkEnd, type NodeChunkInput } from './prove-node-chunk.ts';
import { firstLook, type Stock, type Stocked, stockOf, type TakenStock, takeStock } from './take-stock.ts';

/** Times that a run goes through its nodes: once, and again for those that have come meanwhile. */
const mostRounds = 3;

/** How long ARM is asked how many nodes there are, when the proofs have ended. After that its count is unknown. */
const tellingPatienceMs = 2 * 60_000;

/** How long a run that was cancelled still asks about the nodes: what it has found out is judged all the same. */
const cancelledPatienceMs = 10_000;

/**
 * Proves every node in scope, and compares the result with the nodes that are there when the proofs have ended: those
 * that have come are proven too, those that have gone are let go, and what stays unproven lowers the verdict. `pause` sees
 * cancels, and `taken` are the nodes where they were listed just before. Never throws for what Azure or Kubernetes do.
 */
export function* proveNodes(
  story: Story,
  scope: RunScope,
  pause: Pause,
  taken: TakenStock | null = null,
): Stretch<Proof> {
  const { context } = story;
  const { runId, poolName, poolNames, options } = scope;
  const evidenceSince = taken?.since ?? context.df.currentUtcDateTime.toISOString();
  const ask = askWithin(story, options.pairDeadlineMs, 3_000, pause);
  const asked = poolName === null ? (poolNames ?? []) : [poolName];
  const stock = (taken && stockOf(taken)) ?? (yield* takeStock(ask, scope, firstLook(options)));
  if (!stock.ok) return unbegun('The nodes could not be listed', stock.failure, asked);
  const unprovable = namesOfLetBe(stock.value);
  const wanted = asked.filter((name) => !unprovable.includes(name));
  const total = stock.value.places.reduce((sum, { registered }) => sum + registered, 0);
  if (total === 0) return { ...nothing(whyNoNode(stock.value, wanted), wanted), unprovable };

  const namespace = options.namespace ?? runNamespace(runId);
  const provingEnds = after(context.df.currentUtcDateTime, provingMs(total, options)).toISOString();
  const expiresAt = objectsExpireAt(provingEnds, options);
  const proving: Proving = {
    ...{ chunks: 0, done: 0, found: [], cancelled: false, pairsRemoved: true },
    ...{ newcomersUntil: null, told: new Map(), isSpared: stock.value.azure === 'spared' },
    ...{ listed: stock.value.first ?? null, namespace: null },
  };
  rememberCounts(stock, proving);
  const order = { ...scope, namespace, expiresAt, provingEnds, total };
  const places = placesToJudge(stock.value, wanted);
  const covered = yield* proveRounds(context, { scope, pause }, order, proving);
  if (isRefused(proving)) {
    const end = unbegun(`The namespace ${namespace} could not be made`, proving.namespace.failure, places);
    return { ...end, residue: 'attempt', unprovable };
  }
  const proof = conclude(evidenceSince, covered, places, proving);
  const uid = proving.namespace?.ok ? proving.namespace.value.uid : null;
  return uid === null ? proof : { ...proof, namespaceUid: uid };
}

/** What the chunks have come to so far. */
interface Proving extends Pick<NodeChunkEnd, 'found' | 'cancelled' | 'pairsRemoved'> {
  chunks: number;
  done: number;
  /** The last number of nodes that ARM told of each place: a node that it counted is not gone because ARM is silent. */
  told: Map<string, number>;
  /** ARM was not asked when the proof began, and has not told since. */
  isSpared: boolean;
  /** The nodes of the chunk that comes next, where they have been listed. */
  listed: NodesToProve | null;
  /** Nodes that have not registered are waited for until then; null while none has been missed. */
  newcomersUntil: Date | null;
  /** What came of making the run's own namespace; null where no chunk has said. */
  namespace: NodeChunkEnd['namespace'] | null;
}

/** Without its namespace, a run that has proven nothing yet can prove nothing. */
function isRefused(proving: Proving): proving is Proving & { namespace: { ok: false } } {
  return proving.chunks === 1 && proving.namespace?.ok === false;
}

type ChunkOrder = Omit<NodeChunkInput, 'index' | 'after' | 'done'>;

/** Goes through the nodes until there are no new ones, and returns the coverage after that. */
function* proveRounds(
  context: OrchestrationContext,
  around: { scope: RunScope; pause: Pause },
  order: ChunkOrder,
  proving: Proving,
): Stretch<Stocked> {
  const { scope } = around;
  for (let round = 1; ; round++) {
    yield* proveRound(context, { ...order, ...(round === 1 && { unbegun: true }) }, proving);
    if (isRefused(proving)) return { ok: false, failure: proving.namespace.failure };
    let stock = rememberCounts(yield* takeLastStock(context, around, proving), proving);
    if (!stock.ok) return yield* unlessLetBe(context, scope, stock);
    if (proving.cancelled || round === mostRounds) return stock;
    if (countUnseen(stock.value) === 0 && isAnyMissing(stock.value))
      stock = yield* waitForNewcomers(context, around, proving, stock);
    const late = context.df.currentUtcDateTime.toISOString() > order.provingEnds;
    if (!stock.ok || proving.cancelled || late || countUnseen(stock.value) === 0) return stock;
  }
}

/**
 * A cluster whose nodes could not be compared may have been stopped, emptied or deleted meanwhile. Then it is let be, and
 * otherwise the `failure` stands.
 */
function* unlessLetBe(context: OrchestrationContext, scope: RunScope, failure: Stocked): Stretch<Stocked> {
  const stock = yield* takeStock(askWithin(context, cancelledPatienceMs, 3_000), scope, { azure: 'may-tell' });
  return stock.ok && inSight(stock.value).length === 0 ? stock : failure;
}

/** Proves, chunk by chunk, the nodes that have no verdict yet. */
function* proveRound(context: OrchestrationContext, order: ChunkOrder, proving: Proving): Stretch<void> {
  let ahead: NodesAhead | undefined;
  for (let afterNode: string | null = null; ; ) {
    const index = proving.chunks++;
    const { done, listed } = proving;
    const makesNamespace = order.options.namespace === null && !proving.namespace?.ok;
    const { named, rest } = takeAhead(ahead, nodesOfChunk);
    const known = { ...(listed && { listed }), ...(named && { named }) };
    const wish = { ...known, ...(makesNamespace && { makesNamespace }) };
    const input: NodeChunkInput = { ...order, index, after: afterNode, done, ...wish };
    proving.listed = null;
    const end = yield* proveChunk(context, input);
    proving.namespace = end.namespace ?? proving.namespace;
    ahead = end.ahead ?? rest;
    for (const { poolName, worst } of end.found) addTo(proving.found, poolName, worst);
    proving.done += end.looked;
    proving.pairsRemoved &&= end.pairsRemoved;
    proving.cancelled = end.cancelled;
    if (end.cancelled || end.next === null) return;
    afterNode = end.next;
  }
}

/** A chunk that died has left its nodes without a verdict, or with those that storage knows of. */
function* proveChunk(context: OrchestrationContext, input: NodeChunkInput): Stretch<NodeChunkEnd> {
  const instanceId = `${input.runId}-nodes-${input.index}`;
  const end = yield* settle<NodeChunkEnd>(context.df.callSubOrchestrator('proveNodeChunk', input, instanceId));
  return end.ok ? end.value : { found: [], looked: 0, next: null, cancelled: false, pairsRemoved: false };
}

/**
 * Insists on ARM's count of nodes for a while, unless somebody waits for an early end. Where it tells none, now or before,
 * nobody knows whether every node was looked at, and the failure stands.
 */
function* takeLastStock(
  context: OrchestrationContext,
  { scope, pause }: { scope: RunScope; pause: Pause },
  proving: Proving,
): Stretch<Stocked> {
  const closing = { azure: 'may-tell', compare: true } as const;
  if (proving.cancelled) return yield* takeStock(askWithin(context, cancelledPatienceMs, 3_000), scope, closing);
  const patiently = (forMs: number) => askWithin(context, forMs, 3_000, pause);
  const told = yield* takeStock(patiently(tellingPatienceMs), scope, { ...closing, azure: 'must-tell' });
  // Where there is no ARM to ask, as in a proof by kubeconfig, nothing is claimed of nodes that the cluster does not list.
  if (told.ok) return told;
  proving.cancelled = isCancelled(told);
  if (proving.cancelled) return yield* takeStock(askWithin(context, cancelledPatienceMs, 3_000), scope, closing);
  const stock = yield* takeStock(patiently(scope.options.pairDeadlineMs), scope, closing);
  proving.cancelled = isCancelled(stock);
  const isSilent = stock.ok && stock.value.azure === 'silent';
  return isSilent && proving.isSpared ? told : stock;
}

/** Notes the counts that ARM has told, and returns the stock with those of before where it told none. */
function rememberCounts(stock: Stocked, proving: Proving): Stocked {
  if (!stock.ok) return stock;
  const { told: known } = proving;
  if (stock.value.azure === 'told') proving.isSpared = false;
  const places = stock.value.places.map((place) => {
    if (place.told !== null) known.set(place.poolName, place.told);
    return { ...place, told: place.told ?? known.get(place.poolName) ?? null };
  });
  return { ok: true, value: { ...stock.value, places } };
}

/**
 * Waits until every node that Azure counts has registered, or another one is there to be proven. A look at which Azure
 * does not say its count shows nothing: the nodes that it counted before are not there for that.
 */
function* waitForNewcomers(
  context: OrchestrationContext,
  { scope, pause }: { scope: RunScope; pause: Pause },
  proving: Proving,
  before: Stocked,
): Stretch<Stocked> {
  const { pollMs } = scope.options;
  let stock = before;
  proving.newcomersUntil ??= after(context.df.currentUtcDateTime, newcomersMs);
  const ask = askUntil(context, proving.newcomersUntil, 3_000, pause);
  const ended = yield* waitUntil<true>(context, {
    deadline: proving.newcomersUntil,
    firstDelayMs: pollMs,
    pause,
    *poll() {
      const seen = yield* takeStock(ask, scope, { azure: 'must-tell', cancel: true });
      if (!seen.ok) return never(seen.failure);
      stock = rememberCounts(seen, proving);
      proving.cancelled = seen.cancelRequested ?? false;
      if (proving.cancelled || countUnseen(seen.value) > 0 || !isAnyMissing(seen.value))
        return { state: 'there', value: true };
      return { state: 'not-yet', waitingFor: 'Nodes have not registered yet.' };
    },
  });
  proving.cancelled ||= ended.end === 'gave-up' && ended.code === cancellation.code;
  return stock;
}

function inSight({ places }: Stock): PlaceCoverage[] {
  return places.filter(({ letBe }) => letBe === null);
}

function countUnseen(stock: Stock): number {
  return inSight(stock).reduce((sum, { unseen }) => sum + unseen.count, 0);
}

function isAnyMissing(stock: Stock): boolean {
  return inSight(stock).some((place) => countMissing(place) > 0);
}

function namesOfLetBe({ places }: Stock): string[] {
  return places.flatMap(({ poolName, letBe }) => (letBe === null ? [] : [poolName]));
}

function whyNoNode({ places, clusterLetBe }: Stock, wanted: string[]): string {
  const reasons = [
    ...new Set([...(clusterLetBe ? [clusterLetBe] : []), ...places.flatMap(({ letBe }) => letBe ?? [])]),
  ];
  if (wanted.length === 0 && reasons.length > 0) return nameSome(reasons, 5);
  const where = wanted.length > 0 ? ` in ${nameSome(wanted, 5)}` : '';
  return `There is no Kata node to prove${where}: none there has the label ${kataNodeLabel}=true, or lists a handler of Kata.`;
}

function placesToJudge(stock: Stock, wanted: string[]): string[] {
  return [...new Set([...wanted, ...inSight(stock).map(({ poolName }) => poolName)])].sort();
}

/**
 * Judges each pool by its coverage and by what the proofs have handed on. A pool in which nothing can be proven any more
 * is let be, unless something was found there.
 */
function conclude(evidenceSince: string, covered: Stocked, wanted: string[], proving: Proving): Proof {
  const handedOn = new Map(proving.found.map(({ poolName, worst }) => [poolName, worst]));
  const residue = residueOf(proving);
  const common = { residue, cancelled: proving.cancelled, evidenceSince };
  if (!covered.ok) {
    const reason = `What was proven could not be compared with the nodes that are there: ${covered.failure.message}`;
    const judged = [...new Set([...wanted, ...handedOn.keys()])].sort().flatMap((poolName) => {
      const found = handedOn.get(poolName);
      return found ? [{ poolName, ...judgePool(noCoverage(poolName), found) }] : unproven([poolName], reason);
    });
    const bases = [...handedOn].map(([poolName, found]) => ({ poolName, coverage: null, handedOn: found }));
    return { ...common, pools: judged, bases, problem: judged.length > 0 ? null : reason, unprovable: [] };
  }
  const { places } = covered.value;
  const lost = [...handedOn.keys()].filter((name) => !places.some(({ poolName }) => poolName === name));
  const bases = [...places, ...lost.map(noCoverage)]
    .filter(({ poolName, letBe, worst }) => letBe === null || worst || handedOn.has(poolName))
    .map((coverage) => ({
      ...{ poolName: coverage.poolName, coverage },
      handedOn: handedOn.get(coverage.poolName) ?? null,
    }));
  const pools = bases.map(({ poolName, coverage, handedOn }) => ({ poolName, ...judgePool(coverage, handedOn) }));
  const unprovable = namesOfLetBe(covered.value).filter((name) => !pools.some(({ poolName }) => poolName === name));
  const problem = pools.length > 0 ? null : whyNoNode(covered.value, []);
  return { ...common, pools, bases, problem, unprovable };
}

function residueOf({ done, pairsRemoved }: Proving): Residue {
  if (done === 0) return pairsRemoved ? 'namespace' : 'pairs';
  return pairsRemoved ? 'removed-pairs' : 'pairs';
}

/** The end of a run that failed, or was cancelled, before it had proven anything. */
function unbegun(what: string, { code, message }: { code: string; message: string }, poolNames: string[]): Proof {
  return { ...nothing(`${what}: ${message}`, poolNames), cancelled: code === cancellation.code };
}

function nothing(problem: string, poolNames: string[]): Proof {
  const pools = unproven(poolNames, problem);
  return { pools, bases: [], residue: 'nothing', cancelled: false, problem, unprovable: [], evidenceSince: null };
}
