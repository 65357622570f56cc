import type { Coverage } from './report.ts';

/** How much of what there is was looked at, without a sign at its end. */
export function coverageInWords({ clusters, clustersInspected, pools, ...counted }: Coverage): string {
  const { nodesPresent, nodesProven, poolsUncounted } = counted;
  const uncounted =
    poolsUncounted > 0
      ? `, and ${poolsUncounted} ${poolsUncounted === 1 ? 'pool' : 'pools'} whose nodes nobody has counted`
      : '';
  const nodes = `${nodesProven} of ${nodesPresent} nodes isolated in ${pools} ${pools === 1 ? 'pool' : 'pools'}${uncounted}`;
  return clustersInspected === null ? nodes : `${nodes}; ${clustersInspected} of ${clusters} clusters inspected`;
}
