import type { V1Node } from '@kubernetes/client-node';
import { kataLabelsOf } from '../isolation/kata.ts';
import type { WorkloadInspection } from '../ports/workload-inspection.ts';
import type { NodeFacts } from '../workloads/workload-facts.ts';
import type { CallCluster } from './connection/call-cluster.ts';
import { listAll } from './connection/list-all.ts';
import { listRuntimeClasses } from './connection/list-runtime-classes.ts';
import { toPodFacts } from './pod-facts.ts';
import { snapshotNode } from './snapshot-node.ts';

/** WorkloadInspection over `@kubernetes/client-node`, on connections that it shares with verification. */
export function createWorkloadInspection(call: CallCluster): WorkloadInspection {
  return {
    inspectWorkloads: (cluster) =>
      call(cluster, async (apis) => {
        const { core } = apis;
        // Pods first: a class or a namespace made meanwhile is then known by the time that it is looked up.
        const pods = await listAll(async (page) => {
          const { items, metadata } = await core.listPodForAllNamespaces(page);
          return pageOf(items, metadata, toPodFacts);
        });
        const runtimeClasses = await listRuntimeClasses(apis);
        const namespaces = await listAll(async (page) => {
          const { items, metadata } = await core.listNamespace(page);
          return pageOf(items, metadata, ({ metadata: of }) => ({ name: of?.name ?? '', labels: of?.labels ?? {} }));
        });
        const nodes = await listAll(async (page) => {
          const { items, metadata } = await core.listNode(page);
          return pageOf(items, metadata, toNodeFacts);
        });
        return { pods, runtimeClasses, namespaces, nodes };
      }),
  };
}

/** A page as facts: the objects themselves may go. */
function pageOf<Item, Facts>(
  items: Item[],
  metadata: { _continue?: string } | undefined,
  toFacts: (item: Item) => Facts,
): { items: Facts[]; metadata: { _continue?: string } } {
  return { items: items.map(toFacts), metadata: metadata ?? {} };
}

function toNodeFacts(node: V1Node): NodeFacts {
  const { name, poolName, runtimeHandlers, nodeImageVersion } = snapshotNode(node, '');
  return { name, poolName, runtimeHandlers, nodeImageVersion, kataLabels: kataLabelsOf(node.metadata?.labels ?? {}) };
}
