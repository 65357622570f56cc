import type { V1Job, V1Namespace, V1Pod } from '@kubernetes/client-node';
import type { ClusterReference } from '../clusters/cluster-reference.ts';
import type { ClusterRight } from '../preflight/kubernetes/cluster-rights.ts';
import type {
  LimitRangeFacts,
  NodeRoom,
  QuotaFacts,
  ReviewedRight,
  RuntimeClassDetails,
} from '../preflight/kubernetes/trial-facts.ts';

/**
 * What a cluster can be asked before anything is made in it. Nothing is written: what is tried is sent with `dryRun=All`.
 * Every method throws coded errors, within seconds where nobody answers.
 */
export interface ClusterTrials {
  /** Calls GET /version, the cheapest authenticated call. */
  readVersion(cluster: ClusterReference): Promise<{ version: string }>;
  /** Asks about each right by itself (SelfSubjectAccessReview), because an authorizer outside can list none. */
  reviewRights(cluster: ClusterReference, rights: ClusterRight[]): Promise<ReviewedRight[]>;
  /** Null when it does not exist. */
  readRuntimeClass(cluster: ClusterReference, name: string): Promise<RuntimeClassDetails | null>;
  /**
   * Each `try…` gives the object as it would be stored. Throws AdmissionDenied, NamespaceTerminating, Forbidden, NotFound
   * where its namespace is not there, and BadRequest where a webhook does not support dry runs.
   */
  tryNamespace(cluster: ClusterReference, manifest: V1Namespace): Promise<V1Namespace>;
  tryJob(cluster: ClusterReference, manifest: V1Job): Promise<V1Job>;
  tryPod(cluster: ClusterReference, manifest: V1Pod): Promise<V1Pod>;
  listQuotas(cluster: ClusterReference, namespace: string): Promise<QuotaFacts[]>;
  listLimitRanges(cluster: ClusterReference, namespace: string): Promise<LimitRangeFacts[]>;
  /** The Kata nodes of a pool, or of the cluster (null), at most `most` of them. */
  listRoom(cluster: ClusterReference, poolName: string | null, most: number): Promise<NodeRoom[]>;
}
