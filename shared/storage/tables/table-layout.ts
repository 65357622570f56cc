/** Every table, by the part of its name after the prefix. docs/storage.md describes the whole schema. */
export const tableSuffix = {
  /** Runs, open runs, known clusters. */
  runs: 'runs',
  /** Steps and nodes of a run: one partition per run. */
  parts: 'parts',
  /** Posture of every pool of the fleet: one partition. */
  postures: 'postures',
  /** One partition per cluster. */
  findings: 'findings',
  /**
   * Which run proves which change (one partition per cluster), which runs have begun (one partition), and which run
   * stands for a request (256 partitions).
   */
  claims: 'claims',
  /** The chain of each pool's proofs: one partition per pool. */
  proofs: 'proofs',
  /** What people were told, and what is still to be delivered: one partition each. */
  alerts: 'alerts',
} as const;

/**
 * Partitions of the table of runs. Each run that has not ended has a marker in `open`, so that the open runs are one
 * query of a small partition. The marker is written before the run and removed after the run's end: if the process dies
 * in between, there is a marker too many, never one too few.
 */
export const runPartition = { runs: 'run', open: 'open', clusters: 'cluster' } as const;

/** The partition of the table of postures. */
export const posturePartition = 'pool';

/** The partition of runs that have begun. Its name contains no `|`, so it differs from every cluster's partition. */
export const begunPartition = 'begun';

/** The partition of evidence that waits for its signature, by digest; among the claims. It contains no `|` either. */
export const unsignedPartition = 'unsigned';

/** What the partitions of claims of runs begin with. It contains no `|` either. */
export const startPartition = 'start';

/** Row keys of the table of proofs, or what they begin with. `afterProof` is the end of their range. */
export const chainRow = { head: 'head', proof: 'proof|', afterProof: 'proof}', news: 'news|' } as const;

/** Partitions of the table of alerts. */
export const alertPartition = { states: 'state', deliveries: 'delivery' } as const;
