import type { V1Node } from '@kubernetes/client-node';
import { quarantineKey } from '../clusters/quarantine.ts';
import { kataLabelsOf } from '../isolation/kata.ts';
import type { PodQuery, WorkloadInspection } from '../ports/workload-inspection.ts';
import type { NamespaceFacts, NodeFacts } from '../workloads/workload-facts.ts';
import type { CallCluster } from './connection/call-cluster.ts';
import type { ClusterApis } from './connection/cluster-apis.ts';
import { listAll } from './connection/list-all.ts';
import { listRuntimeClasses } from './connection/list-runtime-classes.ts';
import { snapshotNode } from './connection/snapshot-node.ts';
import { toPodFacts } from './pod-facts.ts';

/** Implements WorkloadInspection with `@kubernetes/client-node`, over the connections of the verification adapter. */
export function createWorkloadInspection(call: CallCluster): WorkloadInspection {
  return {
    inspectWorkloads: (cluster) =>
      call(cluster, async (apis) => {
        const { core } = apis;
        // Pods are listed first, so that the class and the namespace of every listed pod exist when those are listed.
        const pods = await listAll(async (page) => {
          const { items, metadata } = await core.listPodForAllNamespaces(page);
          return pageOf(items, metadata, toPodFacts);
        });
        const runtimeClasses = await listRuntimeClasses(apis);
        const namespaces = await listNamespaces(apis);
        const nodes = await listAll(async (page) => {
          const { items, metadata } = await core.listNode(page);
          return pageOf(items, metadata, toNodeFacts);
        });
        return { pods, runtimeClasses, namespaces, nodes };
      }),
    listPodPage: (cluster, query, withNamespaces) =>
      call(cluster, async (apis) => {
        const { items, metadata } = await listPods(apis, query);
        return {
          pods: items.map(toPodFacts),
          runtimeClasses: await listRuntimeClasses(apis),
          namespaces: withNamespaces ? await listNamespaces(apis) : [],
          continuation: metadata?._continue || null,
        };
      }),
  };
}

/**
 * What is left out is left out by the API server: then neither the length of a page nor its continuation, which holds the
 * name of its last pod, tells of it.
 */
function listPods({ core }: ClusterApis, { namespace, without, limit, continuation }: PodQuery) {
  const page = {
    limit,
    ...(without.length > 0 && { fieldSelector: without.map((name) => `metadata.namespace!=${name}`).join(',') }),
    ...(continuation !== null && { _continue: continuation }),
  };
  return namespace === null ? core.listPodForAllNamespaces(page) : core.listNamespacedPod({ namespace, ...page });
}

function listNamespaces({ core }: ClusterApis): Promise<NamespaceFacts[]> {
  return listAll(async (page) => {
    const { items, metadata } = await core.listNamespace(page);
    return pageOf(items, metadata, ({ metadata: of }) => ({ name: of?.name ?? '', labels: of?.labels ?? {} }));
  });
}

/** Turns the items of a page into facts, so that the objects themselves can be freed. */
function pageOf<Item, Facts>(
  items: Item[],
  metadata: { _continue?: string } | undefined,
  toFacts: (item: Item) => Facts,
): { items: Facts[]; metadata: { _continue?: string } } {
  return { items: items.map(toFacts), metadata: metadata ?? {} };
}

function toNodeFacts(node: V1Node): NodeFacts {
  const { name, poolName, runtimeHandlers, nodeImageVersion } = snapshotNode(node, '');
  return {
    ...{ name, poolName, runtimeHandlers, nodeImageVersion },
    kataLabels: kataLabelsOf(node.metadata?.labels ?? {}),
    quarantined: node.spec?.taints?.some(({ key }) => key === quarantineKey) ?? false,
  };
}
