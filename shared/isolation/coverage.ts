import { compare } from '../plain/compare.ts';
import { shorten } from '../plain/shorten.ts';
import type { NodeEvidence, NodeVerdict, Verdict } from './evidence.ts';
import { placeOf } from './provable-pools.ts';
import { reportOf } from './report-of.ts';
import { isWorse } from './worst-verdict.ts';

/**
 * What a run found out about a node, in short. Uid and boot id are null when the node could not be read, the guest's boot
 * id when the sandboxed pod told none.
 */
export interface ProvenNode {
  nodeName: string;
  poolName: string | null;
  verdict: Verdict;
  reason: string;
  uid: string | null;
  bootId: string | null;
  guestBootId: string | null;
}

/** A node that is registered in the cluster now. */
export interface RegisteredNode {
  name: string;
  poolName: string | null;
  uid: string;
  bootId: string;
}

/** How many nodes have a verdict, and the first of them. */
export interface NodesFound {
  verdict: Verdict;
  count: number;
  nodeName: string;
  reason: string;
}

/**
 * What a run knows of a pool, compared with the nodes that are there now. It holds counts and a few names, so its size
 * does not depend on the size of the pool.
 */
export interface PlaceCoverage {
  /** The pool's name, or `unpooled`. */
  poolName: string;
  /** Why nothing can be proven here now, as a sentence; null when something can. */
  letBe: string | null;
  /** Number of nodes that are registered now. */
  registered: number;
  /** Number of nodes that the pool has by ARM; null when ARM does not say. */
  told: number | null;
  /** Registered nodes that are proven to be isolated. */
  isolated: number;
  /** Registered nodes without a verdict of this run, also those that have rebooted since theirs. */
  unseen: { count: number; names: string[] };
  /** Registered nodes that could not be proven. */
  inconclusive: NodesFound | null;
  /** The worst that was found on any node, registered or gone: a leak does not end with its node. */
  worst: NodesFound | null;
  /** An operation on the pool is under way. */
  changing: boolean;
  /** The pool is in quarantine, as ARM says; left out where it is not, or ARM does not say. */
  quarantined?: boolean;
}

/** Most characters of a node's reason that are kept in short. */
const mostChars = 300;
/** Most names of nodes that are kept of each place. */
const mostNames = 3;

/** The coverage of a place of which nothing is known. */
export function noCoverage(poolName: string): PlaceCoverage {
  const none = { letBe: null, told: null, changing: false, inconclusive: null, worst: null };
  return { poolName, registered: 0, isolated: 0, unseen: { count: 0, names: [] }, ...none };
}

/** Shortens what a run found out about a node. */
export function shortenProof(poolName: string | null, evidence: NodeEvidence, verdict: NodeVerdict): ProvenNode {
  const seen = evidence.after ?? evidence.before;
  return {
    nodeName: verdict.nodeName,
    poolName,
    verdict: verdict.verdict,
    reason: shorten(verdict.reason, mostChars),
    uid: seen?.uid ?? null,
    bootId: seen?.bootId ?? null,
    guestBootId: reportOf(evidence.sandboxed)?.bootId ?? null,
  };
}

/** The nodes without a verdict of this run. A node that was replaced or has rebooted since its verdict has none. */
export function selectUnseen<T extends RegisteredNode>(nodes: readonly T[], proven: readonly ProvenNode[]): T[] {
  const verdicts = new Map(proven.map((node) => [node.nodeName, node]));
  return nodes.filter((node) => !isOf(node, verdicts.get(node.name)));
}

/** A leak or a doubt is kept even if its node has rebooted: proving the node again would write over what was found. */
function isOf(node: RegisteredNode, proven: ProvenNode | undefined): boolean {
  if (!proven) return false;
  if (findWorst([proven])) return true;
  return (proven.uid ?? node.uid) === node.uid && (proven.bootId ?? node.bootId) === node.bootId;
}

/** Compares what a run has found out about a place with the nodes that are registered there now. */
export function coverPlace(
  poolName: string,
  registered: readonly RegisteredNode[],
  proven: readonly ProvenNode[],
): Omit<PlaceCoverage, 'letBe' | 'told' | 'changing' | 'quarantined'> {
  const here = registered.filter((node) => placeOf(node) === poolName);
  const found = proven.filter((node) => placeOf(node) === poolName);
  const unseen = selectUnseen(here, found);
  const seen = new Set(here.filter((node) => !unseen.includes(node)).map(({ name }) => name));
  const standing = found.filter(({ nodeName }) => seen.has(nodeName));
  return {
    poolName,
    registered: here.length,
    isolated: standing.filter(({ verdict }) => verdict === 'isolated').length,
    unseen: { count: unseen.length, names: unseen.map(({ name }) => name).slice(0, mostNames) },
    inconclusive: findNodes(standing, 'inconclusive'),
    worst: findWorst(found),
  };
}

/** The worst that these nodes show: a shared kernel, or else a doubt; null when they show neither. */
export function findWorst(proven: readonly ProvenNode[]): NodesFound | null {
  return findNodes(proven, 'shared-kernel') ?? findNodes(proven, 'suspect');
}

/** The worse of two findings about one place. Nodes of the same verdict are counted together. */
export function addFound(a: NodesFound | null, b: NodesFound | null): NodesFound | null {
  if (!a || !b) return a ?? b;
  if (a.verdict !== b.verdict) return isWorse(a.verdict, b.verdict) ? a : b;
  return { ...(a.nodeName <= b.nodeName ? a : b), count: a.count + b.count };
}

function findNodes(nodes: readonly ProvenNode[], verdict: Verdict): NodesFound | null {
  const [first, ...rest] = nodes
    .filter((node) => node.verdict === verdict)
    .toSorted((a, b) => compare(a.nodeName, b.nodeName));
  return first ? { verdict, count: rest.length + 1, nodeName: first.nodeName, reason: first.reason } : null;
}

/** Number of nodes that ARM counts and that have not registered in the cluster. */
export function countMissing({ registered, told }: Pick<PlaceCoverage, 'registered' | 'told'>): number {
  return Math.max(0, (told ?? 0) - registered);
}
