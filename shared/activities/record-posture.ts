import type { ClusterReference } from '../clusters/cluster-reference.ts';
import type { Failure } from '../errors/failure.ts';
import { lostRace, untilWritten } from '../errors/until-written.ts';
import { buildProof, type Proof, type ProofNews } from '../evidence/build-proof.ts';
import type { PoolBasis } from '../isolation/pool-basis.ts';
import { placeOf } from '../isolation/provable-pools.ts';
import type { Ports } from '../ports/ports.ts';
import type { Postures } from '../ports/postures.ts';
import { nextPosture, type PoolNews } from '../posture/next-posture.ts';
import type { Posture } from '../posture/posture.ts';
import { isProvenBad } from '../runs/conclude-run.ts';
import type { RunNode } from '../runs/run-record.ts';
import { imageOf, keepProof } from './keep-proof.ts';
import { type QueuedAlert, queueAlert } from './queue-alert.ts';
import { signEvidence } from './sign-evidence.ts';

/** What a run found out about one pool, and the rules for freshness and alerts that it was started with. */
export interface PostureOrder {
  runId: string;
  /** Names the news for people, who hear of each once. The run's id unless given. */
  newsId?: string;
  cluster: ClusterReference;
  /**
   * The verdict as the run hands it on. It is not read back from the run's record, because writing that may have failed.
   */
  pool: ProofNews['pool'];
  /** What that rests on; absent where it is not known any more. */
  basis?: PoolBasis;
  /** When the first evidence was read (ISO 8601); null for none. */
  evidenceSince: string | null;
  /** ISO 8601. */
  provenAt: string;
  freshForMs: number;
  flapThreshold: number;
}

/** The ports that recording a posture asks. */
export type RecordPorts = Pick<
  Ports,
  'records' | 'postures' | 'evidence' | 'chains' | 'statements' | 'signer' | 'alertStates' | 'sinks'
>;

/**
 * Records what a run found out about a pool: archives the evidence, updates the posture and queues the alert that
 * follows. What cannot be done keeps nothing else from being done: people hear of a leak although the archive is away or
 * the old posture cannot be read. The first error is thrown after all has been tried. Idempotent: recording the same
 * verdict twice changes nothing and queues the same deliveries. Throws coded errors.
 */
export async function recordPosture(
  ports: RecordPorts,
  order: PostureOrder,
): Promise<QueuedAlert & { unsigned: Failure | null }> {
  const { runId, newsId = runId, flapThreshold } = order;
  const nodes = await settled(listMembers(ports, order));
  const proof = buildProof({ ...order, newsId }, nodes.value ?? []);
  const kept = await settled(keep(ports, proof, nodes));
  const news = newsOf(order, proof, kept.value?.digest ?? null);
  const moved = await settled(movePosture(ports.postures, order, news));
  const posture = moved.ok ? moved.value : untold(order, news);
  const verdicts = (nodes.value ?? []).map((node) => node.verdict);
  const told = { id: newsId, what: news.verdict, at: news.provenAt, nodes: verdicts, flapThreshold };
  const alert = await settled(posture ? queueAlert(ports, posture, told) : Promise.resolve(noAlert));
  // Last, for it asks somebody else, and people must hear of a leak before.
  const signing = await settled(
    kept.ok ? signEvidence(ports, kept.value.digest, order.provenAt) : Promise.resolve(null),
  );
  const failed = [alert, moved, kept, signing].find(({ ok }) => !ok);
  if (failed) throw failed.error;
  return { ...(alert.value ?? noAlert), unsigned: signing.value?.failure ?? null };
}

const noAlert: QueuedAlert = { alert: null, isKnown: false };

type Settled<T> = { ok: true; value: T; error: null } | { ok: false; value: null; error: unknown };

function settled<T>(act: Promise<T>): Promise<Settled<T>> {
  return act.then(
    (value) => ({ ok: true, value, error: null }),
    (error: unknown) => ({ ok: false, value: null, error }),
  );
}

async function listMembers({ records }: RecordPorts, { runId, pool }: PostureOrder): Promise<RunNode[]> {
  return (await records.listNodes(runId)).filter((node) => placeOf(node) === pool.poolName);
}

/** Evidence whose nodes cannot be read is not kept: it would look as if there were none. */
async function keep(ports: RecordPorts, proof: Proof, nodes: Settled<RunNode[]>): Promise<{ digest: string }> {
  if (!nodes.ok) throw nodes.error;
  return keepProof(ports, proof);
}

function newsOf(
  { runId, provenAt, evidenceSince }: PostureOrder,
  { pool, nodes }: Proof,
  evidenceHash: string | null,
): PoolNews {
  const { poolName: _poolName, ...judged } = pool;
  return { ...judged, nodeImageVersion: imageOf(nodes), evidenceHash, runId, provenAt, evidenceSince };
}

/**
 * Updates the posture of the pool and returns it. Null when a later run has been recorded already, and what this one
 * found out is no news any more. A later run that came to nothing is no reason not to tell of a leak that it did not see.
 */
function movePosture(postures: Postures, order: PostureOrder, news: PoolNews): Promise<Posture | null> {
  const { cluster, pool, freshForMs } = order;
  const { poolName } = pool;
  return untilWritten(`The posture of pool ${poolName}`, async () => {
    const { value, eTag } = await postures.readPosture(cluster, poolName);
    const next = nextPosture(value, news, freshForMs);
    if (!next) return value?.verdict === 'inconclusive' && isProvenBad(news) ? untold(order, news) : null;
    const posture: Posture = { ...next, cluster, poolName };
    return (await postures.writePosture(posture, eTag)).written ? posture : lostRace;
  });
}

/** The posture as it would be if nothing else were known: what people are told then. It is not written. */
function untold({ cluster, pool, freshForMs }: PostureOrder, news: PoolNews): Posture | null {
  const next = nextPosture(null, news, freshForMs);
  return next && { ...next, cluster, poolName: pool.poolName };
}
