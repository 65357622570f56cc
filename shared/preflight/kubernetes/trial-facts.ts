import type { ClusterRight } from './cluster-rights.ts';

/** What a cluster answers when it is asked before anything is made in it. */

/**
 * Whether this app has a right; `reason` is the authorizer's own, and often empty. `undecided` says why nobody could decide:
 * then it is not allowed, and not known to be missing either.
 */
export interface ReviewedRight {
  right: ClusterRight;
  allowed: boolean;
  reason: string;
  undecided: string | null;
}

/** Quantities by resource, such as `{ memory: '600Mi' }`. */
export type Quantities = Record<string, string>;

/** A RuntimeClass with what it does to the pods that name it. */
export interface RuntimeClassDetails {
  name: string;
  handler: string;
  /** What a pod takes beside its containers. */
  overhead: Quantities;
  nodeSelector: Record<string, string>;
}

/** A ResourceQuota, with what is used of it. */
export interface QuotaFacts {
  name: string;
  hard: Quantities;
  used: Quantities;
  /** Which pods it counts; empty for everything. */
  scopes: { scopeName: string; operator: string; values: string[] }[];
}

/** A LimitRange; `defaults` is what a container gets that does not say it itself. */
export interface LimitRangeFacts {
  name: string;
  limits: {
    type: string;
    min: Quantities;
    max: Quantities;
    defaults: { limits: Quantities; requests: Quantities };
  }[];
}

/** What one node can give to pods, and what its pods ask for; `taken` is null where that may not be read. */
export interface NodeRoom {
  nodeName: string;
  allocatable: Quantities;
  taken: Record<string, number> | null;
}

/** Where pods are tried. `itself` is false where another namespace stands in for the one that a run will make. */
export interface TrialPlace {
  namespace: string;
  itself: boolean;
}
