import type { WorkflowOptions } from './requests.ts';

/** The most that a node may take beyond the deadline of its pair: to be read again, cleaned up and written down. */
const nodeOverheadMs = 10 * 60_000;

/**
 * Nodes in one chunk, at most: the history of an orchestration is read again in each of its steps. Chunks are proven one
 * after the other.
 */
export const nodesOfChunk = 20;

/** How long a run waits in all for nodes that Azure counts and that have not registered yet. */
export const newcomersMs = 3 * 60_000;

/**
 * The most that a run may take after its last proof, while storage, Kubernetes and AKS keep it waiting: to remember the
 * verdict, to tell people, to remove its namespace (5 minutes) and its pool (30 minutes) or its cluster (60), and to write
 * its end down.
 */
const closingMs = 120 * 60_000;

type Times = Pick<WorkflowOptions, 'pairDeadlineMs' | 'parallelNodes' | 'expiryMs'>;

/**
 * The time, in milliseconds, in which a run proves so many nodes: twice what they may take, since nodes may come while
 * others are proven.
 */
export function provingMs(nodes: number, { pairDeadlineMs, parallelNodes }: Times): number {
  const chunks = Math.ceil(nodes / nodesOfChunk);
  const batches = chunks * Math.ceil(Math.min(nodes, nodesOfChunk) / parallelNodes);
  return 2 * batches * (pairDeadlineMs + nodeOverheadMs) + newcomersMs;
}

/** When the sweep may remove what a run puts into a cluster, if the run proves until `provingEnds` (ISO 8601). */
export function objectsExpireAt(provingEnds: string, { expiryMs }: Pick<Times, 'expiryMs'>): string {
  return new Date(Date.parse(provingEnds) + nodeOverheadMs + expiryMs).toISOString();
}

/** When the sweep may take a run for stuck that is to do other things than to close until `busyUntil` (ISO 8601). */
export function runExpiresAt(busyUntil: string, { expiryMs }: Pick<Times, 'expiryMs'>): string {
  return new Date(Date.parse(busyUntil) + closingMs + expiryMs).toISOString();
}
