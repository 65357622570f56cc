import { afterAll, describe, expect, test } from '@jest/globals';
import { requiredOperation } from '../../../../emulator/azure/resource-manager/authorization/required-operation.ts';
import { grantsAction } from '../../../../emulator/seams/role-assignments.ts';
import { type EmulatedAzure, startEmulatedAzure } from '../../../support/azure/emulated-azure.ts';

const subscription = '/subscriptions/11111111-1111-4111-8111-111111111111';
const cluster = `${subscription}/resourceGroups/fleet/providers/Microsoft.ContainerService/managedClusters/demo`;
const clusterRoute =
  '/subscriptions/{subscriptionId}/resourceGroups/{resourceGroup}/providers/Microsoft.ContainerService/managedClusters/{cluster}';
const prefix = 'Microsoft.ContainerService/managedClusters';

const stops: (() => Promise<void>)[] = [];
afterAll(() => Promise.all(stops.map((stop) => stop())));

async function startWith(scope: string, ...actions: string[]): Promise<EmulatedAzure> {
  const roleAssignments = [{ roleDefinition: { Name: 'Test', Actions: actions }, scope }];
  const azure = await startEmulatedAzure({ roleAssignments });
  stops.push(azure.stop);
  return azure;
}

describe('the operation of a request', () => {
  const list = clusterRoute.replace('/{cluster}', '');
  test.each([
    ['GET', clusterRoute, cluster, `${prefix}/read`, cluster],
    ['PATCH', clusterRoute, cluster, `${prefix}/write`, cluster],
    [
      'DELETE',
      `${clusterRoute}/agentPools/{pool}`,
      `${cluster}/agentPools/kata`,
      `${prefix}/agentPools/delete`,
      `${cluster}/agentPools/kata`,
    ],
    ['GET', `${clusterRoute}/agentPools`, `${cluster}/agentPools`, `${prefix}/agentPools/read`, cluster],
    [
      'POST',
      `${clusterRoute}/listClusterUserCredential`,
      `${cluster}/listClusterUserCredential`,
      `${prefix}/listClusterUserCredential/action`,
      cluster,
    ],
    [
      'GET',
      list,
      `${subscription}/resourceGroups/fleet/providers/Microsoft.ContainerService/managedClusters`,
      `${prefix}/read`,
      `${subscription}/resourceGroups/fleet`,
    ],
    [
      'GET',
      '/subscriptions/{subscriptionId}/providers/Microsoft.Compute/locations/{location}/usages',
      `${subscription}/providers/Microsoft.Compute/locations/westeurope/usages`,
      'Microsoft.Compute/locations/usages/read',
      `${subscription}/providers/Microsoft.Compute/locations/westeurope`,
    ],
    [
      'POST',
      '/providers/Microsoft.ResourceGraph/resources',
      '/providers/Microsoft.ResourceGraph/resources',
      'Microsoft.ResourceGraph/resources/read',
      '/',
    ],
    [
      'HEAD',
      '/subscriptions/{subscriptionId}/resourceGroups/{resourceGroup}',
      `${subscription}/resourceGroups/fleet`,
      'Microsoft.Resources/subscriptions/resourceGroups/read',
      `${subscription}/resourceGroups/fleet`,
    ],
    [
      'GET',
      '/subscriptions/{subscriptionId}/providers/{namespace}',
      `${subscription}/providers/Microsoft.Compute`,
      'Microsoft.Resources/subscriptions/providers/read',
      subscription,
    ],
  ])('%s %s', (method, pattern, pathname, action, scope) => {
    expect(requiredOperation(method, pattern, pathname)).toEqual({ action, scope });
  });

  test('is none for the list of what everybody sees of themselves', () => {
    expect(requiredOperation('GET', '/subscriptions', '/subscriptions')).toBeNull();
  });
});

describe('a role assignment', () => {
  const role = { notActions: [], dataActions: [], notDataActions: [] };
  const grants = (scope: string, actions: string[], notActions: string[] = []) =>
    grantsAction([{ ...role, scope, actions, notActions }], `${prefix}/agentPools/read`, `${cluster}/agentPools/kata`);

  test('holds below its scope, in any case, and nowhere beside it', () => {
    expect(grants(cluster.toUpperCase(), [`${prefix}/agentPools/read`])).toBe(true);
    expect(grants(`${cluster}-2`, [`${prefix}/agentPools/read`])).toBe(false);
    expect(grants(cluster.slice(0, -1), [`${prefix}/agentPools/read`])).toBe(false);
  });

  test('knows wildcards and exceptions', () => {
    expect(grants(subscription, ['*/read'])).toBe(true);
    expect(grants(subscription, [`${prefix}/*`])).toBe(true);
    expect(grants(subscription, ['Microsoft.ContainerService/*/agentPools/*'])).toBe(true);
    expect(grants(subscription, ['*/write'])).toBe(false);
    expect(grants(subscription, ['*'], [`${prefix}/agentPools/*`])).toBe(false);
  });
});

describe('Resource Manager with roles', () => {
  test('refuses an action that no role grants, in its own words', async () => {
    const azure = await startWith(subscription, `${prefix}/read`);
    expect((await azure.arm('GET', cluster)).status).toBe(200);
    const refused = await azure.arm('POST', `${cluster}/listClusterAdminCredential`);
    expect(refused.status).toBe(403);
    expect(refused.body).toEqual({
      error: {
        code: 'AuthorizationFailed',
        message: `The client '33333333-3333-4333-8333-333333333333' with object id '44444444-4444-4444-8444-444444444444' does not have authorization to perform action '${prefix}/listClusterAdminCredential/action' over scope '${cluster}' or the scope is invalid. If access was recently granted, please refresh your credentials.`,
      },
    });
  });

  test('answers 403 to who may not know whether a cluster exists', async () => {
    const azure = await startWith(cluster, `${prefix}/read`);
    expect((await azure.arm('GET', `${cluster}-2`)).status).toBe(403);
    expect(
      (await azure.arm('GET', `${subscription}/providers/Microsoft.ContainerService/managedClusters`)).status,
    ).toBe(403);
  });

  test('asks for the right to join each subnet that a pool names', async () => {
    const subnet = `${subscription}/resourceGroups/net/providers/Microsoft.Network/virtualNetworks/v/subnets/s`;
    const body = { properties: { count: 1, vmSize: 'Standard_D4s_v5', mode: 'User', vnetSubnetID: subnet } };
    const azure = await startWith(cluster, `${prefix}/agentPools/write`);
    const refused = await azure.arm('PUT', `${cluster}/agentPools/kata`, body);
    expect([refused.status, refused.body.error.code]).toEqual([403, 'LinkedAuthorizationFailed']);
    expect(refused.body.error.message).toContain(
      `does not have permission to perform action 'Microsoft.Network/virtualNetworks/subnets/join/action' on the linked scope(s) '${subnet}'`,
    );
  });

  test('leaves out of a query what may not be read', async () => {
    const query =
      "Resources | where type =~ 'microsoft.containerservice/managedclusters' | project id, location, tags, properties | order by id asc";
    const ask = async (azure: EmulatedAzure) =>
      azure.arm('POST', '/providers/Microsoft.ResourceGraph/resources', {
        subscriptions: [subscription.split('/')[2]],
        query,
      });
    const blind = await ask(await startWith(subscription, 'Microsoft.ResourceGraph/resources/read'));
    expect([blind.status, blind.body.count]).toEqual([200, 0]);
    const seeing = await startWith(subscription, 'Microsoft.ResourceGraph/resources/read', `${prefix}/read`);
    expect((await ask(seeing)).body.count).toBe(1);
    expect((await ask(await startWith(subscription, `${prefix}/read`))).status).toBe(403);
  });
});
