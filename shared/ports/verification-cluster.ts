import type { V1Job, V1Namespace } from '@kubernetes/client-node';
import type { ClusterReference } from '../clusters/cluster-reference.ts';
import type { NodeSnapshot, PodObservation, PodRole } from '../isolation/evidence.ts';
import type { Outcome } from './outcome.ts';

export interface RuntimeClassFacts {
  name: string;
  handler: string;
}

export interface PodPairNames {
  namespace: string;
  sandboxed: string;
  ordinary: string;
}

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

/** The Kubernetes API of a cluster, as far as verification needs it. Every failure is a value. */
export interface VerificationCluster {
  /** Cheapest authenticated call that shows the API server reachable (GET /version). */
  checkReachable(cluster: ClusterReference): Promise<Outcome<{ version: string }>>;
  listNodes(cluster: ClusterReference, poolName: string | null): Promise<Outcome<{ nodes: NodeSnapshot[] }>>;
  readNode(cluster: ClusterReference, nodeName: string): Promise<Outcome<{ node: NodeSnapshot | null }>>;
  listRuntimeClasses(cluster: ClusterReference): Promise<Outcome<{ classes: RuntimeClassFacts[] }>>;
  /** Creates the namespace unless it is there; `created` also when an earlier try of this run had made it (label). */
  ensureNamespace(cluster: ClusterReference, manifest: V1Namespace): Promise<Outcome<{ created: boolean }>>;
  /** Creates a Job unless one of that name is there already. */
  ensureJob(cluster: ClusterReference, manifest: V1Job): Promise<Outcome<{ created: boolean }>>;
  /**
   * Watches both Jobs' pods until both have ended, one has failed for good, or `timeoutMs` have passed (then
   * `running`). One watch, listed again and re-armed whenever it drops. `nonce` is what a report must hold.
   */
  watchPodPair(
    cluster: ClusterReference,
    names: PodPairNames,
    nonce: string,
    timeoutMs: number,
  ): Promise<Outcome<PairObservation>>;
  /** Deletes both Jobs with their pods (foreground); `gone` once nothing of the pair is left. Idempotent. */
  removePodPair(cluster: ClusterReference, names: PodPairNames): Promise<Outcome<{ gone: boolean }>>;
  /** Deletes the namespace if its run label is this run's; `gone` once it is no more. Idempotent. */
  removeNamespace(cluster: ClusterReference, name: string, runId: string): Promise<Outcome<{ gone: boolean }>>;
  /** Removes every Job, pod and namespace of ours whose expiry (annotation) lies before `nowIso`. */
  removeExpired(cluster: ClusterReference, nowIso: string): Promise<Outcome<{ removed: string[] }>>;
}

export type { PodRole };
