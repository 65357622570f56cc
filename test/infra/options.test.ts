import { describe, expect, test } from '@jest/globals';
import { ofType, readSnapshot, settingsOf, theOne } from './snapshots/snapshot.ts';
import { watchedBy } from './snapshots/watched-by.ts';

const defaults = readSnapshot('defaults');
const everything = readSnapshot('everything');
const configOf = (snapshot: typeof defaults) => theOne(snapshot, 'Microsoft.Web/sites').properties.functionAppConfig;

describe('by default', () => {
  test('one instance is ready for orchestrations, on the newest Node', () => {
    const { runtime, scaleAndConcurrency } = configOf(defaults);
    expect(runtime).toEqual({ name: 'node', version: '24' });
    expect(scaleAndConcurrency.alwaysReady).toEqual([{ name: 'durable', instanceCount: 1 }]);
    expect(theOne(defaults, 'Microsoft.Web/serverfarms').sku).toEqual({ name: 'FC1', tier: 'FlexConsumption' });
  });

  test.each([
    'Microsoft.EventGrid/topics',
    'Microsoft.Insights/components',
    'Microsoft.OperationalInsights/workspaces',
    'Microsoft.Storage/storageAccounts',
    'Microsoft.Web/sites',
  ])('there is one %s', (type) => {
    expect(theOne(defaults, type).id).toContain('/resourceGroups/rg-test/');
  });

  test('nothing is there that was not asked for', () => {
    const types = new Set(defaults.predictedResources.map(({ type }) => type.split('/')[0]));
    expect(types).not.toContain('Microsoft.Network');
    expect(types).not.toContain('Microsoft.DurableTask');
    expect(types).not.toContain('Microsoft.Consumption');
    expect(types).not.toContain('Microsoft.KeyVault');
    expect(defaults.predictedResources.filter(({ name }) => name.endsWith('authsettingsV2'))).toEqual([]);
  });

  test('whoever deploys gets no right, unless named', () => {
    const principals = (snapshot: typeof defaults) =>
      ofType(snapshot, 'Microsoft.Authorization/roleAssignments').map(({ properties }) => properties.principalId);
    expect(principals(defaults).filter((id) => !id.startsWith('['))).toEqual([]);
    expect(principals(everything)).toContain('cccccccc-cccc-4ccc-8ccc-cccccccccccc');
  });

  test('the queue of events and its poison queue are there', () => {
    const queues = ofType(defaults, 'Microsoft.Storage/storageAccounts/queueServices/queues');
    expect(queues.map(({ id }) => id.split('/').at(-1)).sort()).toEqual(['cluster-events', 'cluster-events-poison']);
  });
});

describe('a private network', () => {
  test('shuts the storage account for all but private endpoints and trusted services', () => {
    const { networkAcls } = theOne(everything, 'Microsoft.Storage/storageAccounts').properties;
    expect(networkAcls).toEqual({
      defaultAction: 'Deny',
      bypass: 'AzureServices',
      ipRules: [],
      virtualNetworkRules: [],
    });
  });

  test.each(['blob', 'queue', 'table'])('has an endpoint for %s, with its DNS zone', (service) => {
    const account = theOne(everything, 'Microsoft.Storage/storageAccounts').id;
    const [endpoint] = ofType(everything, 'Microsoft.Network/privateEndpoints').filter(
      ({ properties }) => properties.privateLinkServiceConnections[0].properties.groupIds[0] === service,
    );
    expect(endpoint?.properties.privateLinkServiceConnections[0].properties.privateLinkServiceId).toBe(account);
    expect(endpoint?.properties.subnet.id).toMatch(/\/subnets\/endpoints$/);
    const groups = ofType(everything, 'Microsoft.Network/privateEndpoints/privateDnsZoneGroups');
    const [group] = groups.filter(({ id }) => id.startsWith(`${endpoint?.id}/`));
    expect(group?.properties.privateDnsZoneConfigs[0].properties.privateDnsZoneId).toContain(`, '${service}',`);
    expect(ofType(everything, 'Microsoft.Network/privateDnsZones/virtualNetworkLinks')).toHaveLength(4);
  });

  test('has the app in a subnet that Flex Consumption may use', () => {
    const subnetId: string = theOne(everything, 'Microsoft.Web/sites').properties.virtualNetworkSubnetId;
    const network = theOne(everything, 'Microsoft.Network/virtualNetworks');
    expect(subnetId).toBe(`${network.id}/subnets/app`);
    const [app] = network.properties.subnets;
    expect(app.properties.delegations[0].properties.serviceName).toBe('Microsoft.App/environments');
    expect(app.properties.addressPrefix).toBe('10.76.0.0/27');
    expect(app.properties.natGateway.id).toBe(theOne(everything, 'Microsoft.Network/natGateways').id);
  });
});

describe('evidence', () => {
  const policies = (name: string) =>
    ofType(readSnapshot(name), 'Microsoft.Storage/storageAccounts/blobServices/containers/immutabilityPolicies').map(
      ({ properties }) => properties.immutabilityPeriodSinceCreationInDays,
    );
  const deletions = (name: string) =>
    theOne(readSnapshot(name), 'Microsoft.Storage/storageAccounts/managementPolicies')
      .properties.policy.rules.filter(({ name: rule }: { name: string }) => rule === 'evidence')
      .map(({ definition }: { definition: { actions: object } }) => definition.actions);

  test.each([
    ['defaults', [365]],
    ['everything', [2555]],
    ['resource-groups, which asks for none', []],
    ['clusters, whose policy is locked', []],
  ])('cannot be changed for so many days: %s', (name, days) => {
    expect(policies(name.replace(/,.*/, ''))).toEqual(days);
  });

  test('is deleted when that was asked for, and then alone', () => {
    expect(deletions('defaults')).toEqual([]);
    expect(deletions('everything')).toEqual([{ baseBlob: { delete: { daysAfterCreationGreaterThan: 2920 } } }]);
  });

  test('is signed by a key that the app may use and whoever deploys may read, and nobody may do more', () => {
    const key = theOne(everything, 'Microsoft.KeyVault/vaults/keys');
    expect(key.properties).toMatchObject({ kty: 'EC', curveName: 'P-256' });
    const onKey = ofType(everything, 'Microsoft.Authorization/roleAssignments').filter(({ id }) =>
      id.startsWith(`${key.id}/`),
    );
    expect(onKey.map(({ properties }) => properties.principalId).sort()).toEqual([
      expect.stringMatching(/^\[reference\('[^']*\/userAssignedIdentities\//),
      'cccccccc-cccc-4ccc-8ccc-cccccccccccc',
    ]);
    expect(settingsOf(everything)['KATAPROOF_SIGNING_KEY']).toMatch(
      /\/keys\/evidence', 'kv-[a-z0-9]{13}', environment/,
    );
  });

  test('is signed by a vault that only a private endpoint leads to, in a private network', () => {
    const vaultOf = (name: string) => theOne(readSnapshot(name), 'Microsoft.KeyVault/vaults');
    expect(vaultOf('everything').properties.publicNetworkAccess).toBe('Disabled');
    expect(vaultOf('clusters').properties.publicNetworkAccess).toBe('Enabled');
    const endpoints = ofType(everything, 'Microsoft.Network/privateEndpoints').filter(
      ({ properties }) => properties.privateLinkServiceConnections[0].properties.groupIds[0] === 'vault',
    );
    expect(
      endpoints.map(({ properties }) => properties.privateLinkServiceConnections[0].properties.privateLinkServiceId),
    ).toEqual([vaultOf('everything').id]);
  });
});

describe('availability zones', () => {
  test('hold copies of the storage and two instances of what is always ready', () => {
    expect(theOne(everything, 'Microsoft.Storage/storageAccounts').sku).toEqual({ name: 'Standard_ZRS' });
    expect(theOne(everything, 'Microsoft.Web/serverfarms').properties.zoneRedundant).toBe(true);
    expect(configOf(everything).scaleAndConcurrency.alwaysReady).toEqual([{ name: 'durable', instanceCount: 2 }]);
    expect(theOne(defaults, 'Microsoft.Web/serverfarms').properties.zoneRedundant).toBe(false);
  });
});

describe('authentication', () => {
  const [{ properties } = { properties: undefined }] = everything.predictedResources.filter(({ name }) =>
    name.endsWith('/authsettingsV2'),
  );

  test('lets no request through without a token, but for the page itself, the health probe and Event Grid’s own way in', () => {
    expect(properties.globalValidation).toMatchObject({
      requireAuthentication: true,
      excludedPaths: ['/api/health', '/api/page', '/api/page/*', '/runtime/webhooks/*'],
    });
    expect(properties.httpSettings.requireHttps).toBe(true);
  });

  test('trusts the identity in place of a client secret', () => {
    const { registration } = properties.identityProviders.azureActiveDirectory;
    const name = registration.clientSecretSettingName;
    expect(name).toBe('OVERRIDE_USE_MI_FIC_ASSERTION_CLIENTID');
    expect(settingsOf(everything)[name]).toBe(settingsOf(everything)['AZURE_CLIENT_ID']);
  });
});

describe('Durable Task Scheduler', () => {
  test('is connected to without a secret', () => {
    const settings = settingsOf(everything);
    const name =
      settings['AzureFunctionsJobHost__extensions__durableTask__storageProvider__connectionStringName'] ?? '';
    expect(settings[name]).toMatch(/^\[format\('Endpoint=\{0\};Authentication=ManagedIdentity;ClientID=\{1\}'/);
    expect(settings['AzureFunctionsJobHost__extensions__durableTask__storageProvider__type']).toBe('azureManaged');
  });
});

describe('further settings', () => {
  test('reach the app, and override none that the template makes', () => {
    const settings = settingsOf(everything);
    expect(settings['KATAPROOF_QUIET_SECONDS']).toBe('0');
    expect(settings['AzureWebJobsStorage__credential']).toBe('managedidentity');
  });

  test('name the container of evidence', () => {
    const containers = (snapshot: typeof defaults) =>
      ofType(snapshot, 'Microsoft.Storage/storageAccounts/blobServices/containers').map(({ id }) =>
        id.split('/').at(-1),
      );
    expect(containers(everything)).toContain('proofs-evidence');
    expect(containers(defaults)).toContain('kataproof-evidence');
  });
});

const [east, west] = ['aaaaaaaa-aaaa-4aaa-8aaa-aaaaaaaaaaaa', 'bbbbbbbb-bbbb-4bbb-8bbb-bbbbbbbbbbbb'];

test.each([
  ['subscriptions', `${east},${west}`],
  ['resource-groups', east],
  ['clusters', `${east},${west}`],
  ['everything', `${east},${west}`],
  ['defaults', ''],
])('the app touches what is watched, and the night proves it: %s', (name, subscriptions) => {
  const settings = settingsOf(readSnapshot(name));
  expect(settings['KATAPROOF_FLEET_SUBSCRIPTIONS']).toBe(subscriptions);
  expect(settings['KATAPROOF_ALLOWED_SCOPES']).toBe(watchedBy(name).join(','));
});
