import { afterAll, describe, expect, test } from '@jest/globals';
import { createManagedClusters } from '../../shared/azure/arm-managed-clusters.ts';
import { createSubscriptions } from '../../shared/azure/arm-subscriptions.ts';
import { createResourceGraphListing } from '../../shared/azure/resource-graph-managed-clusters.ts';
import { createClusterCommands } from '../../shared/azure/run-command/arm-cluster-commands.ts';
import type { PoolSpec } from '../../shared/clusters/pool-spec.ts';
import { accessTo, clusterOf } from '../support/azure/arm-access.ts';
import { startEmulatedAzure } from '../support/azure/emulated-azure.ts';
import { hangMs } from '../support/eventually.ts';
import { readAccessRecord } from '../support/main-app/main-app-target.ts';
import { assign, type RoleName, readRole } from '../support/roles/read-roles.ts';

const subscription = '/subscriptions/11111111-1111-4111-8111-111111111111';
const subnet = `${subscription}/resourceGroups/net/providers/Microsoft.Network/virtualNetworks/vnet/subnets/nodes`;
const identity = `${subscription}/resourceGroups/ids/providers/Microsoft.ManagedIdentity/userAssignedIdentities/demo`;

const spec: PoolSpec = {
  ...{ name: 'kata', vmSize: 'Standard_D4s_v5', count: 1 },
  ...{ nodeTaints: [], nodeLabels: {}, zones: [], tags: {} },
};

const stops: (() => Promise<void>)[] = [];
afterAll(() => Promise.all(stops.map((stop) => stop())));

/** An emulated Azure whose cluster has an identity of its own and nodes in a subnet of a custom network, and our adapters with these roles. */
async function start(roles: [RoleName, string][]) {
  const roleAssignments = roles.map(([name, scope]) => assign(name, scope));
  const system = { name: 'system', mode: 'System', count: 1, vmSize: 'Standard_D4s_v5', osSKU: 'AzureLinux' } as const;
  const clusters = [{ name: 'demo', userAssignedIdentity: identity, pools: [{ ...system, vnetSubnetID: subnet }] }];
  const azure = await startEmulatedAzure({ roleAssignments, clusters });
  stops.push(azure.stop);
  const access = accessTo(azure);
  return {
    commands: createClusterCommands({ ...access, pausesMs: [10] }),
    clusters: createManagedClusters(access),
    subscriptions: createSubscriptions(access, Date.now),
    list: createResourceGraphListing(access),
    cluster: clusterOf(azure),
    azure,
  };
}

type Started = Awaited<ReturnType<typeof start>>;

/** What each optional right is for. */
const optional: { role: RoleName; scope: string; act: (started: Started) => Promise<unknown> }[] = [
  {
    role: 'subnet-user',
    scope: subnet,
    async act({ clusters, subscriptions, cluster }) {
      await clusters.ensurePool(cluster, spec, '8236000000000-abcdef0123');
      await Promise.all([subscriptions.readSubnet(subnet), subscriptions.listRights(subnet)]);
    },
  },
  {
    role: 'fleet-query',
    scope: subscription,
    act: ({ list, cluster }) =>
      list({ subscriptionId: cluster.subscriptionId, resourceGroup: null, continuation: null }),
  },
  {
    role: 'run-command',
    scope: subscription,
    async act({ commands, cluster }) {
      const channel = await commands.openChannel(cluster);
      const token = await channel.readToken();
      return channel.run({ script: 'kubectl version', token }, AbortSignal.timeout(hangMs));
    },
  },
];

describe.each(optional)('$role', ({ role, scope, act }) => {
  test('is what is missing without it', async () => {
    const started = await start([['provisioner', subscription]]);
    await expect(act(started)).rejects.toMatchObject({
      code: 'Forbidden',
      message: expect.stringContaining(`'${readRole(role).Actions[0]}'`),
    });
  });

  test('is enough beside the role of a provisioner, and has nothing to spare', async () => {
    const started = await start([
      ['provisioner', subscription],
      [role, scope],
    ]);
    await act(started);
    const { checks } = await readAccessRecord(started.azure.emulator);
    expect(checks.filter(({ allowed }) => !allowed)).toEqual([]);
    const used = checks.filter(({ by }) => by === 'resource-manager').map(({ operation }) => operation);
    expect(used).toEqual(expect.arrayContaining(readRole(role).Actions));
  });
});

describe('cluster-reconciler', () => {
  const roles: [RoleName, string][] = [['provisioner', subscription]];

  test('is what is missing without it', async () => {
    const { clusters, cluster } = await start(roles);
    await expect(clusters.reconcileCluster(cluster)).rejects.toMatchObject({
      code: 'Forbidden',
      message: expect.stringMatching(/needs the role "Kataproof Cluster Reconciler".*managedClusters\/write'/),
    });
  });

  test('is enough, with the rights to use the subnets and the identity that the cluster names, and has nothing to spare', async () => {
    const beside: [RoleName, string][] = [
      ['subnet-user', subnet],
      ['identity-user', identity],
    ];
    for (const [role, scope] of beside) {
      const others = beside.filter(([other]) => other !== role);
      const { clusters, cluster } = await start([...roles, ['cluster-reconciler', subscription], ...others]);
      await expect(clusters.reconcileCluster(cluster)).rejects.toMatchObject({
        message: expect.stringContaining(`'${readRole(role).Actions[0]}' on the linked scope(s) '${scope}'`),
      });
    }
    const { clusters, cluster, azure } = await start([...roles, ['cluster-reconciler', subscription], ...beside]);
    expect(await clusters.reconcileCluster(cluster)).toEqual({ state: 'accepted' });
    const { checks } = await readAccessRecord(azure.emulator);
    expect(checks.filter(({ allowed }) => !allowed)).toEqual([]);
    expect(checks.map(({ operation }) => operation)).toEqual(
      expect.arrayContaining([
        ...readRole('cluster-reconciler').Actions,
        ...beside.flatMap(([role]) => readRole(role).Actions.filter((action) => action.endsWith('/action'))),
      ]),
    );
  });
});
