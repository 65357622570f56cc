import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { type RoleName, readRole, roleNames } from '../support/roles/read-roles.ts';
import { ofType, type PredictedResource, readSnapshot, snapshotNames } from './snapshots/snapshot.ts';
import { readBeforehand, subnetsOf, watchedBy } from './snapshots/watched-by.ts';

const definitionsOf = (name: string) => ofType(readSnapshot(name), 'Microsoft.Authorization/roleDefinitions');
const roleOf = ({ properties }: PredictedResource) =>
  roleNames.find((name) => properties.roleName.startsWith(`${readRole(name).Name} (`)) as RoleName;

/** Which roles are assigned at which scope, outside the group of Kataproof itself. */
function rolesByScope(name: string): Record<string, string[]> {
  const names = new Map(definitionsOf(name).map((definition) => [definition.name, roleOf(definition)]));
  const found: Record<string, string[]> = {};
  for (const { id, properties } of ofType(readSnapshot(name), 'Microsoft.Authorization/roleAssignments')) {
    const role = names.get(String(properties.roleDefinitionId).split('/').at(-1) ?? '');
    const scope = id.replace(/\/providers\/Microsoft\.Authorization\/roleAssignments\/[^/]*$/, '');
    if (role) found[scope] = [...(found[scope] ?? []), role].sort();
  }
  return found;
}

test('roles that are there already are named after the files, and no other name is taken', () => {
  const { existingRoles } = JSON.parse(readFileSync('infra/azuredeploy.json', 'utf8')).parameters;
  // Assigned by the owners of clusters alone.
  const given = roleNames.filter((name) => name !== 'kubernetes-namespace');
  expect(Object.keys(existingRoles.properties).sort()).toEqual([...given].sort());
  expect(existingRoles.additionalProperties).toBe(false);
});

describe.each(snapshotNames)('the roles of %s', (name) => {
  test('are defined as the files say, with a name of this deployment', () => {
    for (const definition of definitionsOf(name)) {
      const { Actions, NotActions, DataActions, NotDataActions, Description } = readRole(roleOf(definition));
      expect(definition.properties).toMatchObject({
        type: 'CustomRole',
        description: Description,
        permissions: [
          { actions: Actions, notActions: NotActions, dataActions: DataActions, notDataActions: NotDataActions },
        ],
      });
    }
  });

  test('can be assigned where they are, in the subscription of the deployment, and nowhere else', () => {
    const own = '/subscriptions/22222222-2222-2222-2222-222222222222';
    const holder = (id: string) => id.toLowerCase().split('/').slice(0, 5).join('/');
    const scopes = new Set([
      own,
      ...watchedBy(name).map(holder),
      ...subnetsOf(name).map(holder),
      ...readBeforehand(name),
    ]);
    for (const { properties } of definitionsOf(name))
      expect(new Set(properties.assignableScopes.map(holder))).toEqual(scopes);
  });
});

test.each(snapshotNames)('what is not asked for can be told from what is, by an output: %s', (name) => {
  const { outputs = {} } = readSnapshot(name);
  const own = new Set(definitionsOf(name).map((definition) => definition.name));
  const given = ofType(readSnapshot(name), 'Microsoft.Authorization/roleAssignments').filter(({ properties }) =>
    own.has(String(properties.roleDefinitionId).split('/').at(-1) ?? ''),
  );
  expect(new Set(JSON.parse(String(outputs['CLUSTER_RIGHTS'])))).toEqual(new Set(given.map(({ id }) => id)));
});

describe('the roles that are assigned', () => {
  const a = '/subscriptions/aaaaaaaa-aaaa-4aaa-8aaa-aaaaaaaaaaaa';
  const b = '/subscriptions/bbbbbbbb-bbbb-4bbb-8bbb-bbbbbbbbbbbb';
  const cluster = 'providers/Microsoft.ContainerService/managedClusters';

  test('are none where nothing is watched', () => {
    expect(definitionsOf('defaults')).toEqual([]);
    expect(rolesByScope('defaults')).toEqual({});
  });

  test('are on single clusters where single clusters are watched', () => {
    expect(rolesByScope('clusters')).toEqual({
      [`${a}/resourceGroups/clusters-east/${cluster}/blue`]: ['kubernetes', 'provisioner'],
      [`${b}/resourceGroups/clusters-west/${cluster}/green`]: ['kubernetes', 'provisioner'],
    });
  });

  test('are those of a verifier that makes no namespace, where the parameters say so', () => {
    expect(rolesByScope('resource-groups')).toEqual({
      [`${a}/resourceGroups/clusters-east`]: ['kubernetes-nodes', 'verifier'],
      [`${a}/resourceGroups/clusters-west`]: ['kubernetes-nodes', 'verifier'],
    });
  });

  test('are those of each setting that asks for a right, and those on subnets and identities alone', () => {
    const all = ['cluster-reconciler', 'fleet-query', 'kubernetes', 'provisioner'];
    // Clusters are made in what is watched as a whole: a single one is there already.
    const above = ['cluster-creator', ...all];
    expect(rolesByScope('everything')).toEqual({
      [a]: [...above, 'preflight'].sort(),
      [b]: ['preflight'],
      [`${b}/resourceGroups/clusters-east`]: above,
      [`${b}/resourceGroups/clusters-west/${cluster}/green`]: [...all, 'run-command'].sort(),
      [`${b}/resourceGroups/networks/providers/Microsoft.Network/virtualNetworks/vnet/subnets/nodes`]: ['subnet-user'],
      [`${b}/resourceGroups/identities/providers/Microsoft.ManagedIdentity/userAssignedIdentities/green`]: [
        'identity-user',
      ],
    });
  });

  test('are made of the files: Bicep has no copy of an operation', () => {
    for (const file of [
      'definitions',
      'files',
      'roles',
      'on-cluster',
      'on-identity',
      'on-resource-group',
      'on-subnet',
      'on-subscription',
    ])
      expect(readFileSync(`infra/roles/${file}.bicep`, 'utf8')).not.toMatch(/\/(read|write|delete|action)'/);
  });
});
