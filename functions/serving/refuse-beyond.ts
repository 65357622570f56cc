import { refuseIf } from '../../shared/api/refuse-if.ts';
import type { ClusterReference } from '../../shared/clusters/cluster-reference.ts';
import type { NewClusterSpec } from '../../shared/clusters/new-cluster-spec.ts';
import { judgeReferences } from '../../shared/preflight/judge-references.ts';
import { type AskedPool, judgeLimits } from '../../shared/preflight/provisioning-limits.ts';
import { settings } from '../wiring/app.ts';
import { refuseOutside } from './refuse-outside.ts';

/** What would be made: a pool, and a cluster for it where there is none. */
interface Wanted {
  cluster: ClusterReference;
  pool: AskedPool | null;
  newCluster?: NewClusterSpec | null | undefined;
}

/** Throws HttpError 403 for what is beyond the scopes and the limits of the settings, before Azure is asked. */
export function refuseBeyond({ cluster, pool, newCluster }: Wanted): void {
  refuseOutside(cluster);
  refuseIf(judgeReferences({ nodePool: pool, newCluster }, settings.allowedScopes, settings.allowedResourceScopes));
  if (pool) refuseIf(judgeLimits(pool, settings.limits));
  if (newCluster) refuseIf(judgeLimits(newCluster.systemPool, settings.limits, 'newCluster.systemPool'));
}
