import type { ClusterReference } from '../../../shared/clusters/cluster-reference.ts';
import { dueWithinMs, type PoolOnRecord, selectDuePools } from '../../../shared/fleet/select-due-pools.ts';
import { coverPlace, type PlaceCoverage, shortenProof } from '../../../shared/isolation/coverage.ts';
import type { NodeSnapshot } from '../../../shared/isolation/evidence.ts';
import { judgeNode } from '../../../shared/isolation/judge-node.ts';
import { judgePool } from '../../../shared/isolation/judge-pool.ts';
import { stableHash } from '../../../shared/plain/stable-hash.ts';
import type { RunEnding } from '../../../shared/runs/conclude-run.ts';
import { createRunId } from '../../../shared/runs/run-id.ts';
import type { RunNode, RunRecord } from '../../../shared/runs/run-record.ts';
import { bootIdOf, buildEvidence } from './build-evidence.ts';
import type { PoolPast } from './pool-pasts.ts';

/** A pool with its past and its nodes as they are now. */
export interface KnownPool extends PoolPast {
  cluster: ClusterReference;
  nodes: readonly NodeSnapshot[];
}

/** A run of the past: what it was asked for, and what it found out. */
export interface PastRun {
  runId: string;
  /** ISO 8601. */
  at: string;
  cluster: ClusterReference;
  kind: RunRecord['kind'];
  startedBy: NonNullable<RunRecord['startedBy']>;
  /** The pool that was asked for; null for a night, which proves what is due. */
  poolName: string | null;
  pools: RunEnding['pools'];
  bases: RunEnding['bases'];
  nodes: RunNode[];
}

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

interface Moment {
  atMs: number;
  startedBy: PastRun['startedBy'];
  kind: PastRun['kind'];
  /** Of these pools, those that are due. */
  pools: KnownPool[];
}

/**
 * Plans what nights and people have proven of these pools before `nowMs` (milliseconds since the epoch), in its order. The
 * nights choose by the rules of the nightly check, and the judge judges what the proofs have seen.
 */
export function planPast(pools: readonly KnownPool[], nowMs: number, freshForMs: number): PastRun[] {
  const known = new Map<KnownPool, PoolOnRecord>();
  const runs: PastRun[] = [];
  for (const moment of [...nightsOf(pools, nowMs), ...askedOf(pools, nowMs)].sort((a, b) => a.atMs - b.atMs)) {
    const chosen = moment.pools.filter((pool) => moment.startedBy.by === 'http' || isDue(pool, moment.atMs));
    if (chosen.length > 0) runs.push(prove(moment, chosen));
  }
  return runs;

  function isDue(pool: KnownPool, atMs: number): boolean {
    const record = known.get(pool);
    const present = { poolName: pool.poolName, nodeImageVersion: imageAt(pool, daysAgo(atMs)) };
    const at = new Date(atMs).toISOString();
    return selectDuePools(record ? [record] : [], [present], { at, dueWithinMs }).length > 0;
  }

  function daysAgo(atMs: number): number {
    return Math.floor((nowMs - atMs) / dayMs);
  }

  function prove({ atMs, startedBy, kind }: Moment, chosen: KnownPool[]): PastRun {
    const [{ cluster, poolName }] = chosen as [KnownPool];
    const at = new Date(atMs).toISOString();
    const runId = createRunId(atMs, stableHash(`${cluster.name} ${at}`).slice(0, 12));
    const nodes = chosen.flatMap((pool) => proveNodes(pool, runId, atMs));
    const bases = chosen.map((pool) => ({ poolName: pool.poolName, coverage: cover(pool, nodes), handedOn: null }));
    const judged = bases.map((basis) => ({ poolName: basis.poolName, ...judgePool(basis.coverage) }));
    for (const [index, pool] of chosen.entries()) {
      const provenAt = new Date(endOf(atMs)).toISOString();
      const freshUntil = new Date(endOf(atMs) + freshForMs).toISOString();
      const nodeImageVersion = imageAt(pool, daysAgo(atMs));
      const verdict = judged[index]?.verdict ?? 'inconclusive';
      known.set(pool, {
        ...{ poolName: pool.poolName, verdict, provenAt, freshUntil, nodeImageVersion },
        ...{ changing: false, retired: false },
      });
    }
    const named = startedBy.by === 'http' ? poolName : null;
    return { runId, at, cluster, kind, startedBy, poolName: named, pools: judged, bases, nodes };
  }

  function proveNodes(pool: KnownPool, runId: string, atMs: number): RunNode[] {
    const day = daysAgo(atMs);
    const found = pool.troubles.find(({ fromDays, toDays }) => day <= fromDays && day >= toDays);
    return pool.nodes.map((node, index) => {
      const isAffected = found && (found.nodes === 'all' || index === pool.nodes.length - 1);
      const evidence = buildEvidence({
        snapshot: asItWas(pool, node, day),
        runId,
        at: new Date(atMs + 20_000 + index * 4_000).toISOString(),
        trouble: isAffected ? found.trouble : null,
      });
      return { poolName: pool.poolName, evidence, verdict: judgeNode(evidence) };
    });
  }
}

/** When a run that began at a moment had its verdict. */
export function endOf(atMs: number): number {
  return atMs + 95_000;
}

function cover({ poolName, nodes }: KnownPool, proven: readonly RunNode[]): PlaceCoverage {
  const mine = proven.filter((node) => node.poolName === poolName);
  const registered = mine.map(({ evidence }) => evidence.after ?? nodes[0]).filter((node) => node !== undefined);
  const short = mine.map(({ evidence, verdict }) => shortenProof(poolName, evidence, verdict));
  return { ...coverPlace(poolName, registered, short), letBe: null, told: nodes.length, changing: false };
}

/** A node under the image of that day. Each image brought a boot, and the last one is that of now. */
function asItWas(pool: KnownPool, node: NodeSnapshot, day: number): NodeSnapshot {
  const nodeImageVersion = imageAt(pool, day);
  const isSame = nodeImageVersion === node.nodeImageVersion;
  const bootId = isSame ? node.bootId : bootIdOf(`${node.name} ${nodeImageVersion}`);
  return { ...node, ready: true, nodeImageVersion, bootId };
}

function imageAt({ images }: PoolPast, day: number): string {
  const image = images.findLast(({ sinceDays }) => sinceDays >= day) ?? images[0];
  return `AKSAzureLinux-V3katagen2-${image?.release}`;
}

/** The nights of all pools, a cluster at a time, at the hour of the schedule. */
function nightsOf(pools: readonly KnownPool[], nowMs: number): Moment[] {
  const clusters = [...Map.groupBy(pools, ({ cluster }) => cluster.name).values()];
  const oldest = Math.max(...pools.map(({ nights }) => nights.fromDays));
  const midnightMs = Math.floor(nowMs / dayMs) * dayMs;
  return Array.from({ length: oldest + 1 }, (_, day) => day).flatMap((day) => {
    const atMs = midnightMs - day * dayMs + 2 * hourMs;
    // A night that is still under way, or to come, is none of the past.
    if (atMs > nowMs - hourMs) return [];
    const fleetId = `fleet-${new Date(atMs).toISOString().slice(0, 10)}`;
    const startedBy = { by: 'night', fleetId } as const;
    return clusters.flatMap((cluster, index) => {
      const watched = cluster.filter(({ nights }) => day <= nights.fromDays && day >= nights.toDays);
      if (watched.length === 0) return [];
      return [{ atMs: atMs + index * 40_000, startedBy, kind: 'verification' as const, pools: watched }];
    });
  });
}

function askedOf(pools: readonly KnownPool[], nowMs: number): Moment[] {
  const startedBy = { by: 'http', principal: null } as const;
  return pools.flatMap((pool) =>
    pool.asked.map(({ hoursAgo, kind }) => ({ atMs: nowMs - hoursAgo * hourMs, startedBy, kind, pools: [pool] })),
  );
}
