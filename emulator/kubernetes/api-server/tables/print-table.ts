import type { KubeObject, Resource } from '../../api/seams.ts';
import {
  configMapColumns,
  eventColumns,
  limitRangeColumns,
  namespaceColumns,
  nodeColumns,
  resourceQuotaColumns,
  runtimeClassColumns,
  secretColumns,
  serviceAccountColumns,
} from './cluster-columns.ts';
import type { Column } from './table-columns.ts';
import { daemonSetColumns, deploymentColumns, jobColumns, podColumns, replicaSetColumns } from './workload-columns.ts';

const columnsOf: Record<Resource, Column[]> = {
  pods: podColumns,
  jobs: jobColumns,
  deployments: deploymentColumns,
  replicasets: replicaSetColumns,
  daemonsets: daemonSetColumns,
  nodes: nodeColumns,
  namespaces: namespaceColumns,
  events: eventColumns,
  runtimeclasses: runtimeClassColumns,
  serviceaccounts: serviceAccountColumns,
  configmaps: configMapColumns,
  secrets: secretColumns,
  resourcequotas: resourceQuotaColumns,
  limitranges: limitRangeColumns,
};

export type IncludedObject = 'None' | 'Metadata' | 'Object';

/** Reduces an object to its metadata (`PartialObjectMetadata` of meta.k8s.io/v1). */
export function partialMetadata(object: KubeObject): Record<string, unknown> {
  return { kind: 'PartialObjectMetadata', apiVersion: 'meta.k8s.io/v1', metadata: object.metadata };
}

/** Renders the `Table` of meta.k8s.io/v1 with kubectl's columns. `metadata` is that of the list or of the object. */
export function printTable(
  resource: Resource,
  objects: KubeObject[],
  options: { metadata: Record<string, unknown>; include: IncludedObject; nowMs: number },
): Record<string, unknown> {
  const columns = columnsOf[resource];
  return {
    kind: 'Table',
    apiVersion: 'meta.k8s.io/v1',
    metadata: options.metadata,
    columnDefinitions: columns.map(({ name, type, priority }) => ({
      name,
      type,
      format: name === 'Name' ? 'name' : '',
      description: '',
      priority,
    })),
    rows: objects.map((object) => ({
      cells: columns.map((column) => column.cell(object, options.nowMs)),
      ...(options.include === 'None'
        ? {}
        : { object: options.include === 'Object' ? object : partialMetadata(object) }),
    })),
  };
}
