/**
 * How long AKS takes, in emulated milliseconds after it accepts an operation. The total time of a cluster's creation
 * and its statuses come from a recording of azure-cli's Kata test; the others are usual values.
 */
export const durations = {
  createCluster: { networkResources: 20_000, controlPlane: 60_000, agentPools: 300_000, nodes: 420_000, end: 450_000 },
  updateCluster: { end: 60_000 },
  updateTags: { end: 10_000 },
  deleteCluster: { end: 240_000 },
  createPool: { agentPools: 10_000, nodes: 150_000, nodesCompleted: 165_000, end: 180_000 },
  failPool: { agentPools: 10_000, end: 90_000 },
  updatePool: { nodes: 40_000, end: 60_000 },
  deletePool: { nodes: 90_000, end: 120_000 },
  abort: { end: 5_000 },
} as const;
