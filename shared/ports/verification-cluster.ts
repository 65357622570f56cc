import type { V1Job, V1Namespace } from '@kubernetes/client-node';
import type { ClusterReference } from '../clusters/cluster-reference.ts';
import type { NodeSnapshot, PodObservation } from '../isolation/evidence.ts';
import type { PodPairNames } from '../isolation/pod-pair-names.ts';
import type { RuntimeClassFacts } from '../workloads/workload-facts.ts';

/** Where a pair stands. `failed` never heals by waiting and carries the event's own words. */
export type PairState =
  | { state: 'running'; waitingFor: string }
  | { state: 'finished' }
  | { state: 'failed'; code: string; message: string };

export interface PairObservation {
  pair: PairState;
  sandboxed: PodObservation | null;
  ordinary: PodObservation | null;
}

/** A node as a list shows it, with AKS's Kata labels of whatever age. */
export interface ListedNode extends NodeSnapshot {
  kataLabels: string[];
}

/** The Kubernetes API of a cluster, as far as verification needs it. Throws coded errors. */
export interface VerificationCluster {
  /** Cheapest authenticated call that shows the API server reachable (GET /version). */
  checkReachable(cluster: ClusterReference): Promise<{ version: string }>;
  listNodes(cluster: ClusterReference, poolName: string | null): Promise<{ nodes: ListedNode[] }>;
  readNode(cluster: ClusterReference, nodeName: string): Promise<{ node: NodeSnapshot | null }>;
  listRuntimeClasses(cluster: ClusterReference): Promise<{ classes: RuntimeClassFacts[] }>;
  /** Creates the namespace unless it is there; `created` also when an earlier try of this run had made it (label). */
  ensureNamespace(cluster: ClusterReference, manifest: V1Namespace): Promise<{ created: boolean }>;
  /** Creates a Job unless one of that name is there already. */
  ensureJob(cluster: ClusterReference, manifest: V1Job): Promise<{ created: boolean }>;
  /**
   * Watches both Jobs' pods until both have ended, one has failed for good, or `timeoutMs` have passed (then
   * `running`). One watch, listed again and re-armed whenever it drops. `nonce` is what a report must hold.
   */
  watchPodPair(
    cluster: ClusterReference,
    names: PodPairNames,
    nonce: string,
    timeoutMs: number,
  ): Promise<PairObservation>;
  /** Deletes both Jobs with their pods (foreground); `gone` once nothing of the pair is left. Idempotent. */
  removePodPair(cluster: ClusterReference, names: PodPairNames): Promise<{ gone: boolean }>;
  /**
   * Deletes the namespace if its run label is this run's; `gone` once it is no more, `found` if it was there when asked.
   * Idempotent.
   */
  removeNamespace(cluster: ClusterReference, name: string, runId: string): Promise<{ gone: boolean; found: boolean }>;
  /** Removes every Job, pod and namespace of ours whose expiry (annotation) lies before `nowIso`. */
  removeExpired(cluster: ClusterReference, nowIso: string): Promise<{ removed: string[] }>;
}
