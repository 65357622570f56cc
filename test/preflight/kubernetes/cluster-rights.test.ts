import { describe, expect, test } from '@jest/globals';
import { dataActionOf } from '../../../emulator/kubernetes/api-server/requests/data-action.ts';
import { type ClusterRight, listClusterRights } from '../../../shared/preflight/kubernetes/cluster-rights.ts';
import { overlays, readAccess } from '../../support/kubernetes/read-access.ts';
import { readRole } from '../../support/roles/read-roles.ts';

/** A right with its place: nowhere in particular, or in the namespace of the manifests. */
type Placed = Pick<ClusterRight, 'verb' | 'group' | 'resource' | 'namespace'>;

const inWords = ({ verb, group, resource, namespace }: Placed) => `${verb} ${resource}.${group} in ${namespace ?? '*'}`;

/** Each right that the manifests of an overlay bind to the identity. */
function rightsIn(folder: string): string[] {
  const rights = readAccess(folder).flatMap(({ verbs, resources, apiGroups, namespace }) =>
    apiGroups.flatMap((group) =>
      resources.flatMap((resource) => verbs.map((verb) => inWords({ verb, group, resource, namespace }))),
    ),
  );
  return [...new Set(rights)].sort();
}

const listed = (namespace: string | null) => listClusterRights(namespace).map(inWords).sort();

const actionsOf = (rights: Placed[]) => [...new Set(rights.map(dataActionOf))].sort();

describe('the rights that are asked about are those that are given', () => {
  test("by Kubernetes' RBAC, where each run has a namespace", () => {
    expect(listed(null)).toEqual(rightsIn(`${overlays}/whole-cluster`));
  });

  test("by Kubernetes' RBAC, in the one namespace that the owners have made", () => {
    expect(listed('kataproof')).toEqual(rightsIn(`${overlays}/in-namespace`));
  });

  test('by Azure RBAC, where each run has a namespace', () => {
    expect(actionsOf(listClusterRights(null))).toEqual([...readRole('kubernetes').DataActions].sort());
  });

  test('by Azure RBAC, in the one namespace that the owners have made', () => {
    const rights = listClusterRights('kataproof');
    const [outside, inside] = [true, false].map((all) =>
      rights.filter(({ namespace }) => (namespace === null) === all),
    );
    expect(actionsOf(outside ?? [])).toEqual([...readRole('kubernetes-nodes').DataActions].sort());
    expect(actionsOf(inside ?? [])).toEqual([...readRole('kubernetes-namespace').DataActions].sort());
  });
});
