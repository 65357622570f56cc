import type { V1Job } from '@kubernetes/client-node';
import type { PodRole } from './evidence.ts';
import type { PodPairNames } from './pod-pair-names.ts';

/** A RuntimeClass at one moment. Its handler never changes, so the same `uid` means the same handler. */
export interface RuntimeClassSnapshot {
  name: string;
  uid: string;
  handler: string;
  /** ISO 8601; null when the API server does not say. */
  createdAt: string | null;
}

/** A pair that was deployed: what we asked for, and what the API server made of it. */
export interface DeployedPair {
  names: PodPairNames;
  /** The node that both pods are pinned to. */
  nodeName: string;
  nonce: string;
  /** The Jobs that we asked for. */
  jobs: Record<PodRole, V1Job>;
  /** The uids of the Jobs that the API server created. */
  uids: Record<PodRole, string>;
  /** The RuntimeClass under test before the Jobs were created; null when it did not exist. */
  runtimeClass: RuntimeClassSnapshot | null;
}
