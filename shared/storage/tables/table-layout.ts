/** Every table, by what follows the prefix. docs/storage.md tells the whole schema. */
export const tableSuffix = {
  /** Runs, open runs, known clusters. */
  runs: 'runs',
  /** Steps and nodes of a run: a partition per run. */
  parts: 'parts',
  /** Posture of every pool of the fleet: one partition. */
  postures: 'postures',
  /** A partition per cluster. */
  findings: 'findings',
  /** Which run proves which change (a partition per cluster), and which runs have begun (one partition). */
  claims: 'claims',
  /** Events seen, spread over 256 partitions. */
  events: 'events',
  /** What was announced, and what is still to be delivered: a partition each. */
  alerts: 'alerts',
} as const;

/**
 * Partitions of the table of runs. A marker per run that has not ended makes the sweeper's question a query of one
 * small partition; the marker is written before the run and removed after its end, so that dying in between leaves a
 * marker too many, never one too few.
 */
export const runPartition = { runs: 'run', open: 'open', clusters: 'cluster' } as const;

export const posturePartition = 'pool';

/** Holds no `|`, so no cluster's partition can be it. */
export const begunPartition = 'begun';

export const alertPartition = { states: 'state', deliveries: 'delivery' } as const;
