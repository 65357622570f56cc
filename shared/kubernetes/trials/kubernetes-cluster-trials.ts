import type { ClusterTrials } from '../../ports/cluster-trials.ts';
import type { CallCluster } from '../connection/call-cluster.ts';
import { listAll, orNull } from '../connection/list-all.ts';
import { listRoom } from './list-room.ts';
import { reviewRights } from './review-rights.ts';
import { toLimitRangeFacts, toQuotaFacts, toRuntimeClassDetails } from './to-trial-facts.ts';

const dryRun = 'All';

/** Implements ClusterTrials with `@kubernetes/client-node`. `call` must not wait long: somebody waits for the answer. */
export function createClusterTrials(call: CallCluster): ClusterTrials {
  return {
    readVersion: (cluster) => call(cluster, async ({ version }) => ({ version: (await version.getCode()).gitVersion })),

    reviewRights: (cluster, rights) => call(cluster, (apis) => reviewRights(apis, rights)),

    readRuntimeClass: (cluster, name) =>
      call(cluster, async ({ node }) => {
        const found = await orNull(node.readRuntimeClass({ name }));
        return found && toRuntimeClassDetails(found);
      }),

    tryNamespace: (cluster, body) => call(cluster, ({ core }) => core.createNamespace({ body, dryRun })),

    tryJob: (cluster, body) =>
      call(cluster, ({ batch }) =>
        batch.createNamespacedJob({ namespace: body.metadata?.namespace ?? '', body, dryRun }),
      ),

    tryPod: (cluster, body) =>
      call(cluster, ({ core }) =>
        core.createNamespacedPod({ namespace: body.metadata?.namespace ?? '', body, dryRun }),
      ),

    listQuotas: (cluster, namespace) =>
      call(cluster, async ({ core }) => {
        const quotas = await listAll((page) => core.listNamespacedResourceQuota({ namespace, ...page }));
        return quotas.map(toQuotaFacts);
      }),

    listLimitRanges: (cluster, namespace) =>
      call(cluster, async ({ core }) => {
        const ranges = await listAll((page) => core.listNamespacedLimitRange({ namespace, ...page }));
        return ranges.map(toLimitRangeFacts);
      }),

    listRoom: (cluster, poolName, most) => call(cluster, (apis) => listRoom(apis, poolName, most)),
  };
}
