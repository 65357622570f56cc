import type { NodeSnapshot } from './evidence.ts';
import { isKataHandler, kataNodeLabel } from './kata.ts';

/** What one poll showed of a pool, its nodes and the cluster's RuntimeClasses. */
export interface PoolSight {
  pool: {
    provisioningState: string;
    powerState: 'Running' | 'Stopped' | 'Unknown';
    provisioningError: { code: string; message: string } | null;
    count: number | null;
  } | null;
  nodes: NodeSnapshot[];
  runtimeClassPresent: boolean;
}

/** How far a pool is on its way to running sandboxed pods. `readyNodes` counts nodes that can run them now. */
export type PoolReadiness =
  | { state: 'ready'; readyNodes: number }
  /** Usable, but fewer nodes are ready than the pool has. */
  | { state: 'partly-ready'; readyNodes: number; waitingFor: string }
  | { state: 'waiting'; waitingFor: string }
  /** Only the RuntimeClass is missing. */
  | { state: 'class-absent'; waitingFor: string }
  | { state: 'failed'; code: string; message: string };

/** Whether a sandboxed pod can run on this node: it is Ready, has the Kata label and lists a Kata handler. */
export function isKataReady(node: NodeSnapshot): boolean {
  return node.ready && node.kataLabel && node.runtimeHandlers.some(isKataHandler);
}

/**
 * Judges whether a pool is ready: ARM says Succeeded, its nodes are Ready with Kata label and handler, and the
 * RuntimeClass exists. The RuntimeClass alone proves nothing, because AKS installs it on clusters without any Kata
 * pool. ARM's states are free text, so an unknown state counts as "in progress".
 */
export function judgePoolReadiness(sight: PoolSight): PoolReadiness {
  const { pool } = sight;
  if (!pool) return { state: 'failed', code: 'NodePoolGone', message: 'The node pool no longer exists.' };
  const state = pool.provisioningState.toLowerCase();
  if (state === 'failed' || state === 'canceled')
    return {
      state: 'failed',
      code: pool.provisioningError?.code ?? `NodePool${pool.provisioningState}`,
      message: pool.provisioningError?.message ?? `AKS reports the node pool as ${pool.provisioningState}.`,
    };
  if (state === 'deleting')
    return { state: 'failed', code: 'NodePoolGone', message: 'Somebody is deleting the node pool.' };
  if (pool.powerState === 'Stopped')
    return { state: 'failed', code: 'NodePoolStopped', message: 'The node pool is stopped. Start it and try again.' };
  if (state !== 'succeeded')
    return { state: 'waiting', waitingFor: `AKS reports the node pool as ${pool.provisioningState}.` };
  return judgeNodes(sight.nodes, pool.count, sight.runtimeClassPresent);
}

function judgeNodes(nodes: NodeSnapshot[], count: number | null, runtimeClassPresent: boolean): PoolReadiness {
  const readyNodes = nodes.filter(isKataReady).length;
  if (readyNodes === 0) return { state: 'waiting', waitingFor: whyNoneIsReady(nodes) };
  if (!runtimeClassPresent)
    return { state: 'class-absent', waitingFor: 'Nodes are ready, the RuntimeClass does not exist yet.' };
  if (count !== null && readyNodes < count)
    return { state: 'partly-ready', readyNodes, waitingFor: `${readyNodes} of ${count} nodes are ready.` };
  return { state: 'ready', readyNodes };
}

function whyNoneIsReady(nodes: NodeSnapshot[]): string {
  if (nodes.length === 0) return 'No node of the pool has registered yet.';
  if (!nodes.some((node) => node.ready))
    return nodes.length === 1 ? 'Its one node is not Ready.' : `None of ${nodes.length} nodes is Ready.`;
  if (!nodes.some((node) => node.ready && node.kataLabel))
    return `No Ready node carries the label ${kataNodeLabel}=true.`;
  return 'No Ready node lists a Kata runtime handler.';
}
