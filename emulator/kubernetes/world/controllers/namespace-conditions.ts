import { setCondition } from '../../api/pod-shapes.ts';
import { definitionOf } from '../../api/resource-definitions.ts';
import type { KubeObject, Resource } from '../../api/seams.ts';

export interface Remains {
  resource: Resource;
  objects: KubeObject[];
}

interface Finding {
  type: string;
  /** What remains; empty when nothing does. */
  list: string[];
  fine: [reason: string, message: string];
  bad: [reason: string, message: string];
}

/**
 * Writes what still keeps a namespace from going into its conditions
 * (pkg/controller/namespace/deletion/status_condition_utils.go). Changes `namespace`.
 */
export function writeRemains(namespace: KubeObject, remains: Remains[], timestamp: string): void {
  const status = { ...namespace['status'], conditions: structuredClone(namespace['status']?.conditions ?? []) };
  for (const { type, list, fine, bad } of findingsOf(remains)) {
    const [reason, message] = list.length === 0 ? fine : [bad[0], bad[1] + list.join(', ')];
    setCondition(status.conditions, { type, status: list.length === 0 ? 'False' : 'True', reason, message }, timestamp);
  }
  for (const condition of status.conditions) delete condition.lastProbeTime;
  namespace['status'] = status;
}

function findingsOf(remains: Remains[]): Finding[] {
  const resources = remains
    .filter(({ objects }) => objects.length > 0)
    .map(
      ({ resource, objects }) => `${resource}.${definitionOf(resource).group} has ${objects.length} resource instances`,
    );
  const byFinalizer = new Map<string, number>();
  for (const { objects } of remains)
    for (const { metadata } of objects)
      for (const finalizer of metadata.finalizers ?? [])
        byFinalizer.set(finalizer, (byFinalizer.get(finalizer) ?? 0) + 1);
  const finalizers = [...byFinalizer].map(([finalizer, count]) => `${finalizer} in ${count} resource instances`);
  const never = (type: string, ...fine: [string, string]): Finding => ({ type, list: [], fine, bad: ['', ''] });
  return [
    never('NamespaceDeletionDiscoveryFailure', 'ResourcesDiscovered', 'All resources successfully discovered'),
    never(
      'NamespaceDeletionGroupVersionParsingFailure',
      'ParsedGroupVersions',
      'All legacy kube types successfully parsed',
    ),
    never(
      'NamespaceDeletionContentFailure',
      'ContentDeleted',
      'All content successfully deleted, may be waiting on finalization',
    ),
    {
      type: 'NamespaceContentRemaining',
      list: resources.sort(),
      fine: ['ContentRemoved', 'All content successfully removed'],
      bad: ['SomeResourcesRemain', 'Some resources are remaining: '],
    },
    {
      type: 'NamespaceFinalizersRemaining',
      list: finalizers.sort(),
      fine: ['ContentHasNoFinalizers', 'All content-preserving finalizers finished'],
      bad: ['SomeFinalizersRemain', 'Some content in the namespace has finalizers remaining: '],
    },
  ];
}
