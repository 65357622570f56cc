import { dirname } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { readRole } from '../support/roles/read-roles.ts';
import { useFakeAzureCli } from './fake-azure-cli.ts';

const [home, other] = ['aaaaaaaa-aaaa-4aaa-8aaa-aaaaaaaaaaaa', 'bbbbbbbb-bbbb-4bbb-8bbb-bbbbbbbbbbbb'];
const [app, ofTopic] = ['cccccccc-cccc-4ccc-8ccc-cccccccccccc', 'dddddddd-dddd-4ddd-8ddd-dddddddddddd'];
const clusterOf = (name: string) =>
  `/subscriptions/${other}/resourceGroups/clusters/providers/Microsoft.ContainerService/managedClusters/${name}`;
const assignment = (scope: string, name: string) =>
  `${scope}/providers/Microsoft.Authorization/roleAssignments/${name}`;

const wanted = assignment(clusterOf('green'), 'verifier');
const larger = assignment(clusterOf('green'), 'provisioner');
const unwatched = assignment(clusterOf('blue'), 'verifier');
const byHand = assignment(`/subscriptions/${home}/resourceGroups/vaults/providers/Microsoft.KeyVault/vaults/v`, 'user');
const onQueue = assignment(
  `/subscriptions/${home}/resourceGroups/rg-prod/providers/Microsoft.Storage/storageAccounts/st`,
  'send',
);

const topic = (subscription: string, group: string, name: string, source: string, topicType: string) => ({
  id: `/subscriptions/${subscription}/resourceGroups/${group}/providers/Microsoft.EventGrid/systemTopics/egst-kataproof-${name}`,
  source,
  topicType,
  principalId: ofTopic,
});
const groupOfTopics = 'rg-prod-events-abcdefghijklm';
const ofClusters = 'Microsoft.ContainerService.ManagedClusters';
const kept = [
  topic(other, groupOfTopics, '1', clusterOf('green'), ofClusters),
  topic(
    other,
    groupOfTopics,
    '2',
    clusterOf('green').split('/').slice(0, 5).join('/'),
    'Microsoft.Resources.ResourceGroups',
  ),
  // Another deployment of the same name, from another subscription.
  topic(other, 'rg-prod', '3', clusterOf('blue'), ofClusters),
];
const superseded = [
  topic(other, groupOfTopics, '4', clusterOf('blue').toLowerCase(), ofClusters),
  topic(home, 'rg-prod', '5', `/subscriptions/${home}`, 'Microsoft.Resources.Subscriptions'),
  topic(
    other,
    groupOfTopics,
    '6',
    `/subscriptions/${other}`,
    'Microsoft.ResourceNotifications.ContainerServiceEventResources',
  ),
];

const right = (id: string, description: string, principalId = app) => ({ id, description, principalId });
const azure = {
  'rest resources': { data: [...kept, ...superseded] },
  'rest authorizationresources': {
    data: [
      right(wanted.toLowerCase(), readRole('verifier').Description),
      right(larger, readRole('provisioner').Description),
      right(unwatched, readRole('verifier').Description),
      right(byHand, ''),
      right(onQueue, 'Event Grid writes', ofTopic),
    ],
  },
};

const azureCli = useFakeAzureCli();
const takeBack = (variables: Record<string, string> = {}) =>
  azureCli.run('scripts/take-back.ts', [], {
    AZURE: JSON.stringify(azure),
    AZURE_ENV_NAME: 'prod',
    AZURE_SUBSCRIPTION_ID: home,
    AZURE_RESOURCE_GROUP: 'rg-prod',
    IDENTITY_PRINCIPAL_ID: app,
    FUNCTION_APP_NAME: 'func-kataproof-abcdefghijklm',
    WATCHED_CLUSTERS: JSON.stringify([clusterOf('green')]),
    CLUSTER_RIGHTS: JSON.stringify([wanted]),
    ...variables,
  });

describe('npm run take-back', () => {
  test('takes back larger roles, rights on what is not watched any more, and topics of it with their rights', async () => {
    const { code, deleted } = await takeBack();
    expect(code).toBe(0);
    expect(deleted).toEqual([
      ...[larger, unwatched, onQueue].map((id) => `role assignment delete --ids ${id}`),
      ...superseded.map(({ id }) => `resource delete --ids ${id}`),
    ]);
  });

  test('leaves topics of announcements and subscriptions that are asked for', async () => {
    const { deleted } = await takeBack({
      SUBSCRIBE_TO_ANNOUNCEMENTS: 'true',
      WATCHED_SUBSCRIPTIONS: JSON.stringify([home.toUpperCase()]),
    });
    expect(deleted.filter((call) => call.startsWith('resource delete'))).toEqual([
      `resource delete --ids ${superseded[0]?.id}`,
    ]);
  });

  test('says nothing when nothing is left', async () => {
    expect(await takeBack({ AZURE: '{}' })).toEqual({ code: 0, said: '', deleted: [] });
  });

  test.each([
    ['Azure does not answer', { FAILS: 'Microsoft.ResourceGraph' }, 'AuthorizationFailed'],
    ['there is no Azure CLI', { PATH: dirname(process.execPath) }, 'The Azure CLI is not on the PATH'],
    ['the deployment is older', { CLUSTER_RIGHTS: '' }, 'CLUSTER_RIGHTS is not set'],
  ])('fails and says that rights may be left when %s', async (_, variables, reason) => {
    const { code, said, deleted } = await takeBack(variables);
    expect({ code, deleted }).toEqual({ code: 1, deleted: [] });
    expect(said).toContain(reason);
    expect(said).toContain('They may be there still');
  });

  test('goes on after a failure, and fails', async () => {
    const { code, said, deleted } = await takeBack({ FAILS: 'roleAssignments/provisioner' });
    expect(code).toBe(1);
    expect(said).toContain(`Not removed: role assignment ${larger}`);
    expect(deleted).toContain(`role assignment delete --ids ${unwatched}`);
  });
});
