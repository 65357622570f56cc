import type { V1Job, V1Namespace } from '@kubernetes/client-node';
import type { ReachedCluster, Transport } from '../clusters/transport.ts';
import type { DeployedPair, RuntimeClassSnapshot } from '../isolation/deployed-pair.ts';
import type { NodeSnapshot, PodObservation } from '../isolation/evidence.ts';
import type { PodPairNames } from '../isolation/pod-pair-names.ts';
import type { RuntimeClassFacts } from '../workloads/workload-facts.ts';

/**
 * How far a pair is. `failed` never passes by waiting; its message quotes Kubernetes. `stillRuns`: both probes have ended, but
 * not both pods, because a container that others have put into one runs on.
 */
export type PairState =
  | { state: 'running'; waitingFor: string; troubles: PairTrouble[] }
  | { state: 'finished'; stillRuns?: true }
  | { state: 'failed'; code: string; message: string };

/** What keeps a pod of the pair from its report just now, and may pass. `id` is the same as long as it is the same. */
export interface PairTrouble {
  id: string;
  message: string;
}

/** How long to watch a pair, and what ends the watch earlier. */
export interface PairWatch {
  timeoutMs: number;
  /** Ends the watch at once. */
  signal: AbortSignal;
  /** Ids of the troubles that people know of; any other ends the watch. Null when no trouble is to end it. */
  told: readonly string[] | null;
}

/** A pair as one watch left it; a pod that was not seen is null. */
export interface PairObservation {
  pair: PairState;
  sandboxed: PodObservation | null;
  ordinary: PodObservation | null;
  /** The pair's node after that. Null while the pair runs, and where the node could not be read just now. */
  after: { node: NodeSnapshot | null } | null;
}

/** A pair to remove. `uids` are null where it is not known what was created. */
export interface PairToRemove {
  names: PodPairNames;
  uids: DeployedPair['uids'] | null;
}

/** A node of a list, with AKS's Kata labels, present or of a preview, that are `true` on it. */
export interface ListedNode extends NodeSnapshot {
  kataLabels: string[];
}

/** The namespace of a run. */
export interface NamespaceToRemove {
  name: string;
  runId: string;
  /** As its making told; null where that is not known. */
  uid: string | null;
  /** Its deletion was requested before, so that it is only looked for. */
  asked: boolean;
}

/** A namespace is not there, or its deletion was requested just now, or earlier. */
export interface NamespaceRemoval {
  state: 'absent' | 'requested' | 'terminating';
  /** Whether it was there. */
  found: boolean;
}

/** How a cluster's Kubernetes API is to be reached. */
export interface TransportChoice {
  transport: Transport;
  /** Why it is not called over the network; null where it is. */
  reason: string | null;
}

/** The part of a cluster's Kubernetes API that verification needs. Every method throws coded errors. */
export interface VerificationCluster {
  /**
   * Finds out how the Kubernetes API can be reached: over the network wherever it answers there, and by commands only
   * where settings allow it and Azure tells why the network leads nowhere. A call about a cluster without `transport`
   * chooses by itself. Throws ClusterUnreachable and RunCommandDisabled.
   */
  chooseTransport(cluster: ReachedCluster): Promise<TransportChoice>;
  /** Calls GET /version, the cheapest authenticated call, to show that the API server can be reached. */
  checkReachable(cluster: ReachedCluster): Promise<{ version: string }>;
  /** The nodes of an agent pool, or all nodes (null). */
  listNodes(cluster: ReachedCluster, poolName: string | null): Promise<{ nodes: ListedNode[] }>;
  /**
   * The nodes of these names, asked for by their label kubernetes.io/hostname. A node may be missing though it exists: its
   * name is longer than a label, or its host has another one.
   */
  listNamedNodes(cluster: ReachedCluster, names: readonly string[]): Promise<{ nodes: ListedNode[] }>;
  /** One node; null when it does not exist. */
  readNode(cluster: ReachedCluster, nodeName: string): Promise<{ node: NodeSnapshot | null }>;
  listRuntimeClasses(cluster: ReachedCluster): Promise<{ classes: RuntimeClassFacts[] }>;
  /** One RuntimeClass; null when it does not exist. */
  readRuntimeClass(cluster: ReachedCluster, name: string): Promise<{ runtimeClass: RuntimeClassSnapshot | null }>;
  /**
   * Creates the namespace unless it exists. `created` is also true when an earlier try of the same run created it (by
   * its label). Idempotent. Throws BeingDeleted.
   */
  ensureNamespace(cluster: ReachedCluster, manifest: V1Namespace): Promise<{ created: boolean; uid: string | null }>;
  /**
   * Creates a Job unless this run's Job of that name exists; `created` is false then. `uid` is that of the Job.
   * Idempotent. Throws NameTaken when somebody else owns the name, and BeingDeleted.
   */
  ensureJob(cluster: ReachedCluster, manifest: V1Job): Promise<{ created: boolean; uid: string }>;
  /**
   * Watches the pods of both Jobs until both have ended, one has failed for good, or the watch is over (then
   * `running`); then reads its node. Only what no waiting heals is a failure. A watch that breaks off is started again
   * after a list. Only pods that these Jobs control are the pair's, and only a report with this nonce counts.
   */
  watchPodPair(cluster: ReachedCluster, pair: DeployedPair, watch: PairWatch): Promise<PairObservation>;
  /**
   * Deletes both Jobs with their pods. With `awaitEnd` it watches for their end for some seconds, and `gone` is true when
   * nothing of the pair is left; without, it only asks for the deletion, and `gone` is false. Idempotent.
   */
  removePodPair(cluster: ReachedCluster, pair: PairToRemove, awaitEnd: boolean): Promise<{ gone: boolean }>;
  /**
   * Deletes the namespace if its run label is this run's, and watches for its end for `awaitMs` milliseconds at most.
   * Idempotent. Throws NotOurs.
   */
  removeNamespace(cluster: ReachedCluster, namespace: NamespaceToRemove, awaitMs: number): Promise<NamespaceRemoval>;
  /**
   * Removes every Job, pod and namespace of ours whose expiry (annotation) lies before `nowIso` (ISO 8601), and returns
   * their names, with a sentence for each list and each object that it failed at. Where the whole cluster may not be
   * listed, `namespace` is looked through (null for none). Idempotent. Throws only if nothing could be listed.
   */
  removeExpired(
    cluster: ReachedCluster,
    nowIso: string,
    namespace: string | null,
  ): Promise<{ removed: string[]; problems: string[] }>;
}
