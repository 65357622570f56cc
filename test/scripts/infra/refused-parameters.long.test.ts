import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { findFetchedBicep } from '../../../scripts/infra/fetch-bicep.ts';
import { type Bicep, openBicep } from '../../../scripts/infra/open-bicep.ts';

const root = join(import.meta.dirname, '../../..');
// `npm run infra` brings the Bicep CLI, which this test alone does not.
const fetched = findFetchedBicep(join(root, '.local', 'bicep'));
if (!fetched) console.warn('SKIPPED: `npm run infra` has not fetched the Bicep CLI.');

const subscription = '22222222-2222-4222-8222-222222222222';
const group = `/subscriptions/${subscription}/resourceGroups/clusters`;
const cluster = `${group}/providers/Microsoft.ContainerService/managedClusters/green`;
const subnet = `${group}/providers/Microsoft.Network/virtualNetworks/vnet/subnets/nodes`;

const groupForm = '/subscriptions/SUBSCRIPTION/resourceGroups/GROUP';
const clusterForm = `${groupForm}/providers/Microsoft.ContainerService/managedClusters/CLUSTER`;
const subnetForm = `${groupForm}/providers/Microsoft.Network/virtualNetworks/NETWORK/subnets/SUBNET`;
const identityForm = `${groupForm}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/IDENTITY`;
const like = (parameter: string, id: string, form: string) =>
  `${parameter} has "${id}". It must be like ${form}, where SUBSCRIPTION is a GUID`;
const noGuid = (id: string) => `watchedSubscriptions has "${id}". It must be the GUID of a subscription`;

/** A value as Bicep's text. */
function toBicep(value: unknown): string {
  return JSON.stringify(value).replaceAll('"', "'");
}

const refused: [parameters: Record<string, unknown>, message: string][] = [
  ...['green', `${cluster}/`, group, cluster.replace(subscription, 'prod'), subnet].map(
    (id): [Record<string, unknown>, string] => [{ watchedClusters: [id] }, like('watchedClusters', id, clusterForm)],
  ),
  [
    { watchedClusters: [`${group}/providers/Microsoft.Storage/storageAccounts/green`] },
    like('watchedClusters', `${group}/providers/Microsoft.Storage/storageAccounts/green`, clusterForm),
  ],
  [{ watchedResourceGroups: [cluster] }, like('watchedResourceGroups', cluster, groupForm)],
  [{ watchedClusters: [cluster], clusterSubnets: [cluster] }, like('clusterSubnets', cluster, subnetForm)],
  [
    { watchedClusters: [cluster], preflightSubscriptions: ['mine'] },
    'preflightSubscriptions has "mine". It must be the GUID of a subscription',
  ],
  [{ watchedClusters: [cluster], clusterIdentities: [cluster] }, like('clusterIdentities', cluster, identityForm)],
  [{ watchedSubscriptions: [`/subscriptions/${subscription}`] }, noGuid(`/subscriptions/${subscription}`)],
  [{ watchedSubscriptions: ['production'] }, noGuid('production')],
  [
    { watchedClusters: [cluster], existingSystemTopics: [{ source: cluster, topicType: 'any', topicId: 'theirs' }] },
    like('existingSystemTopics', 'theirs', `${groupForm}/providers/Microsoft.EventGrid/systemTopics/TOPIC`),
  ],
  [
    { privateNetwork: true, networkAddressPrefix: '10.0.0.0/28' },
    'networkAddressPrefix is "10.0.0.0/28". It must be /26 or wider',
  ],
  [
    { evidenceRetentionDays: 30, evidenceDeletedAfterDays: 29 },
    'evidenceDeletedAfterDays is less than evidenceRetentionDays: until then Azure deletes nothing',
  ],
  [{ budgetAmount: 5 }, 'budgetStartDate must be given with budgetAmount, as yyyy-MM-01'],
  [{ budgetAmount: 5, budgetStartDate: '2026-11-01' }, 'budgetEmails must name somebody when budgetAmount is given'],
];

(fetched ? describe : describe.skip)('infra/main.bicep', () => {
  let folder = '';
  let bicep: Bicep;
  beforeAll(() => {
    folder = mkdtempSync(join(root, '.local', 'refused-'));
    bicep = openBicep(fetched ?? '');
  });
  afterAll(() => {
    bicep.close();
    rmSync(folder, { recursive: true });
  });

  function evaluate(parameters: Record<string, unknown>) {
    const path = join(folder, 'given.bicepparam');
    const lines = Object.entries({ environmentName: 'test', location: 'westeurope', ...parameters }).map(
      ([name, value]) => `param ${name} = ${toBicep(value)}\n`,
    );
    writeFileSync(path, `using '../../infra/main.bicep'\n${lines.join('')}`);
    return bicep.snapshot(path, {
      tenantId: '11111111-1111-4111-8111-111111111111',
      subscriptionId: subscription,
      location: 'westeurope',
      deploymentName: 'kataproof',
    });
  }

  test.each(refused)('refuses %j, and says what to give', async (parameters, message) => {
    await expect(evaluate(parameters)).rejects.toThrow(message);
  });

  test('takes what Azure writes, in whatever case', async () => {
    const ids = { watchedSubscriptions: [subscription], watchedResourceGroups: [group], clusterSubnets: [subnet] };
    await expect(evaluate({ ...ids, watchedClusters: [cluster] })).resolves.toContain('managedClusters/green');
    const upper = cluster.replace('resourceGroups', 'resourcegroups').replace('managedClusters', 'ManagedClusters');
    await expect(evaluate({ watchedClusters: [upper] })).resolves.toContain('green');
  });
});
