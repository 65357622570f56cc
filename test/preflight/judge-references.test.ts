import { describe, expect, test } from '@jest/globals';
import { newClusterSchema } from '../../shared/api/new-cluster-schema.ts';
import { nodePoolSchema } from '../../shared/api/node-pool/node-pool-schema.ts';
import { parseScope, type Scope } from '../../shared/clusters/allowed-scopes.ts';
import { judgeReferences } from '../../shared/preflight/judge-references.ts';

const subscription = '/subscriptions/11111111-1111-4111-8111-111111111111';
const other = '/subscriptions/22222222-2222-4222-8222-222222222222';
const group = `${subscription}/resourceGroups/fleet`;
const allowed = [parseScope(group)].filter((scope): scope is Scope => scope !== null);

const network = (name: string, of = group) => `${of}/providers/Microsoft.Network/${name}`;
const compute = (name: string) => `${other}/resourceGroups/fleet/providers/Microsoft.Compute/${name}`;
const hub = network('virtualNetworks/hub', `${subscription}/resourceGroups/hub`);

const pool = (fields: object) => ({ nodePool: nodePoolSchema.parse({ name: 'kata', ...fields }) });
const made = (fields: object) => ({ newCluster: newClusterSchema.parse({ location: 'westeurope', ...fields }) });

const outside: [string, object][] = [
  ['nodePool.vnetSubnetID', pool({ vnetSubnetID: `${hub}/subnets/nodes` })],
  ['nodePool.podSubnetID', pool({ podSubnetID: `${hub}/subnets/pods` })],
  ['nodePool.proximityPlacementGroupID', pool({ proximityPlacementGroupID: compute('proximityPlacementGroups/p') })],
  ['nodePool.hostGroupID', pool({ hostGroupID: compute('hostGroups/h') })],
  ['nodePool.capacityReservationGroupID', pool({ capacityReservationGroupID: compute('capacityReservationGroups/c') })],
  [
    'nodePool.nodePublicIPPrefixID',
    pool({
      enableNodePublicIP: true,
      nodePublicIPPrefixID: network('publicIPPrefixes/p', `${other}/resourceGroups/fleet`),
    }),
  ],
  [
    'nodePool.networkProfile.applicationSecurityGroups.0',
    pool({
      networkProfile: {
        applicationSecurityGroups: [network('applicationSecurityGroups/a', `${other}/resourceGroups/fleet`)],
      },
    }),
  ],
  ['newCluster.systemPool.vnetSubnetID', made({ systemPool: { vnetSubnetID: `${hub}/subnets/nodes` } })],
  [
    'newCluster.identity.userAssignedIdentities',
    made({
      identity: {
        type: 'UserAssigned',
        userAssignedIdentities: {
          [`${other}/resourceGroups/ids/providers/Microsoft.ManagedIdentity/userAssignedIdentities/plane`]: {},
        },
      },
    }),
  ],
  [
    'newCluster.apiServerAccessProfile.privateDNSZone',
    made({
      apiServerAccessProfile: {
        enablePrivateCluster: true,
        privateDNSZone: network('privateDnsZones/privatelink.westeurope.azmk8s.io', `${other}/resourceGroups/dns`),
      },
    }),
  ],
];

describe('what is referred to outside of the allowed scopes', () => {
  test.each(outside)('is refused: %s', (target, asked) => {
    expect(judgeReferences(asked, allowed, [])).toMatchObject({ code: 'ScopeNotAllowed', kind: 'forbidden', target });
  });

  test.each(outside)('is nothing where no scopes are set: %s', (_, asked) => {
    expect(judgeReferences(asked, null, [])).toBeNull();
  });

  test.each([
    ['a subscription', [other, subscription]],
    [
      'groups',
      [
        `${other}/resourceGroups/FLEET`,
        `${other}/resourcegroups/ids`,
        `${other}/resourceGroups/dns`,
        `${subscription}/resourceGroups/hub`,
      ],
    ],
  ])('is allowed by %s that may be referred to', (_, further) => {
    expect(outside.map(([, asked]) => judgeReferences(asked, allowed, further))).toEqual(outside.map(() => null));
  });
});

describe('one resource that may be referred to', () => {
  const asking = (name: string) =>
    judgeReferences(pool({ vnetSubnetID: `${name}/subnets/nodes` }), allowed, [hub.toUpperCase()]);

  test('allows what is in it', () => {
    expect(asking(hub)).toBeNull();
  });

  test('allows no other one whose name begins alike', () => {
    expect(asking(`${hub}-2`)).not.toBeNull();
  });
});

test('what is in an allowed scope may be referred to; tags refer to nothing', () => {
  const asked = pool({
    vnetSubnetID: network(
      'virtualNetworks/own/subnets/nodes',
      group.toUpperCase().replace('SUBSCRIPTIONS', 'subscriptions'),
    ),
    tags: { owner: `${other}/resourceGroups/x` },
  });
  expect(judgeReferences(asked, allowed, [])).toBeNull();
});

test('a cluster that is allowed alone allows nothing else of its group', () => {
  const alone = allowed.map((scope) => ({ ...scope, clusterName: 'demo' }));
  const asked = pool({ vnetSubnetID: network('virtualNetworks/own/subnets/nodes') });
  expect(judgeReferences(asked, alone, [])).toMatchObject({ target: 'nodePool.vnetSubnetID' });
});
