import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { aksServerAppId } from '../../../../emulator/seams/token-authority.ts';
import { armAudience, type EmulatedAzure, startEmulatedAzure } from '../../../support/azure/emulated-azure.ts';

describe('what Resource Manager does with every request', () => {
  let azure: EmulatedAzure;
  beforeAll(async () => {
    azure = await startEmulatedAzure({ speed: 60 });
  });
  afterAll(() => azure.stop());

  const tokenFor = async (audience: string, seconds = 60) =>
    `Bearer ${(await azure.emulator.tokens.issueToken(audience, seconds)).token}`;

  test.each([
    ['no token', async () => '', 'AuthenticationFailed'],
    ['another scheme', async () => 'Basic YTpi', 'AuthenticationFailedInvalidHeader'],
    ['no token of ours', async () => 'Bearer opaque', 'InvalidAuthenticationToken'],
    ['a token for the clusters', () => tokenFor(aksServerAppId), 'InvalidAuthenticationTokenAudience'],
    ['an expired token', () => tokenFor(armAudience, -10), 'ExpiredAuthenticationToken'],
  ])('answers %s with 401 and a challenge', async (_, authorization, code) => {
    const response = await azure.arm('GET', azure.clusterPath, undefined, { Authorization: await authorization() });
    expect(response).toMatchObject({ status: 401, body: { error: { code } } });
    expect(response.headers['www-authenticate']).toMatch(/^Bearer authorization_uri="https:\/\/login\.windows\.net\//);
  });

  test('tells everybody the addresses of this cloud, without a token', async () => {
    const ask = (version: string) =>
      azure.arm('GET', `/metadata/endpoints?api-version=${version}`, undefined, { Authorization: '' });
    const { origin } = new URL(azure.emulator.settings.AZURE_RESOURCE_MANAGER_ENDPOINT);
    const authentication = { loginEndpoint: origin, audiences: expect.arrayContaining([`${armAudience}/`]) };
    const cloud = { name: 'AzureCloud', resourceManager: `${origin}/`, authentication };
    expect(await ask('2022-09-01')).toMatchObject({ status: 200, body: cloud });
    expect(await ask('2019-05-01')).toMatchObject({ status: 200, body: [cloud] });
    expect(await ask('2015-01-01')).toMatchObject({ status: 200, body: { authentication } });
    expect(await ask('')).toMatchObject({ status: 400, body: { error: { code: 'MissingApiVersionParameter' } } });
  });

  test('takes a token for the old name of the audience', async () => {
    const Authorization = await tokenFor('https://management.core.windows.net/');
    expect((await azure.arm('GET', azure.clusterPath, undefined, { Authorization })).status).toBe(200);
  });

  test.each([
    ['', 'MissingApiVersionParameter'],
    ['tomorrow', 'InvalidApiVersionParameter'],
    ['2019-01-01', 'NoRegisteredProviderFound'],
  ])('answers api-version "%s" with 400', async (version, code) => {
    const response = await azure.arm('GET', `${azure.clusterPath}?api-version=${version}`);
    expect(response).toMatchObject({ status: 400, body: { error: { code } } });
  });

  test('says 501 and what is not emulated', async () => {
    const response = await azure.arm('POST', `${azure.clusterPath}/stop`);
    expect(response).toMatchObject({ status: 501, body: { error: { code: 'NotEmulated' } } });
    expect(response.body.error.message).toContain('/stop is not emulated');
  });

  test('finds resources in any case and returns their own spelling', async () => {
    const { body } = await azure.arm('GET', azure.clusterPath.toUpperCase());
    expect(body).toMatchObject({ name: 'demo', id: expect.stringContaining('/resourcegroups/fleet/') });
    const list = await azure.arm(
      'GET',
      `/subscriptions/${azure.emulator.subscriptionId}/providers/Microsoft.ContainerService/managedClusters`,
    );
    expect(list.body.value[0].id).toContain('/resourceGroups/fleet/');
  });

  test('gives every answer ids and a budget, and echoes the correlation id', async () => {
    const response = await azure.arm('GET', azure.clusterPath, undefined, { 'x-ms-correlation-request-id': 'mine' });
    expect(response.headers).toMatchObject({
      'x-ms-request-id': expect.stringMatching(/^[0-9a-f-]{36}$/),
      'x-ms-correlation-request-id': 'mine',
      'x-ms-ratelimit-remaining-subscription-reads': expect.stringMatching(/^\d+$/),
    });
  });

  const path = (text: string) => text.replace('{sub}', azure.emulator.subscriptionId);
  test.each([
    ['/subscriptions/none', 400, 'InvalidSubscriptionId'],
    ['/subscriptions/99999999-9999-4999-8999-999999999999', 404, 'SubscriptionNotFound'],
    ['/subscriptions/{sub}/resourceGroups/none', 404, 'ResourceGroupNotFound'],
    [
      '/subscriptions/{sub}/resourceGroups/none/providers/Microsoft.ContainerService/managedClusters/demo',
      404,
      'ResourceGroupNotFound',
    ],
    [
      '/subscriptions/{sub}/resourceGroups/fleet/providers/Microsoft.ContainerService/managedClusters/none',
      404,
      'ResourceNotFound',
    ],
    [
      '/subscriptions/{sub}/resourceGroups/fleet/providers/Microsoft.ContainerService/managedClusters/none/agentPools/a',
      404,
      'ParentResourceNotFound',
    ],
  ])('answers GET %s with %d %s', async (resource, status, code) => {
    expect(await azure.arm('GET', path(resource))).toMatchObject({ status, body: { error: { code } } });
  });

  test('tells a missing pool in the flat form', async () => {
    const response = await azure.arm('GET', `${azure.clusterPath}/agentPools/none`);
    expect(response).toMatchObject({ status: 404, body: { code: 'NotFound', details: null, subcode: '' } });
  });

  test.each([
    ['{"properties":', 'InvalidRequestContent'],
    ['', 'MissingRequestBody'],
  ])('refuses the body %j with 400', async (body, code) => {
    const response = await azure.arm('PUT', `${azure.clusterPath}/agentPools/a`, body);
    expect(response).toMatchObject({ status: 400, body: { error: { code } } });
  });

  test('refuses a field of another type', async () => {
    const response = await azure.arm('PUT', `${azure.clusterPath}/agentPools/a`, { properties: { count: 'three' } });
    expect(response).toMatchObject({ status: 400, body: { code: 'UnmarshalError' } });
    expect(response.body.message).toContain('properties.count');
  });

  test('answers what az reads first', async () => {
    const { body: subscriptions } = await azure.arm('GET', '/subscriptions?api-version=2022-12-01');
    expect(subscriptions.value).toMatchObject([{ subscriptionId: azure.emulator.subscriptionId, state: 'Enabled' }]);
    const sub = `/subscriptions/${azure.emulator.subscriptionId}`;
    const { body: groups } = await azure.arm('GET', `${sub}/resourcegroups?api-version=2024-11-01`);
    expect(groups.value).toMatchObject([{ name: 'fleet', location: 'westeurope' }]);
    const { body: provider } = await azure.arm(
      'GET',
      `${sub}/providers/microsoft.containerservice?api-version=2024-11-01`,
    );
    expect(provider).toMatchObject({ namespace: 'Microsoft.ContainerService', registrationState: 'Registered' });
  });

  test('tells with a HEAD whether a resource group is there', async () => {
    const groups = `/subscriptions/${azure.emulator.subscriptionId}/resourcegroups`;
    expect((await azure.arm('HEAD', `${groups}/fleet?api-version=2021-04-01`)).status).toBe(204);
    expect((await azure.arm('HEAD', `${groups}/elsewhere?api-version=2021-04-01`)).status).toBe(404);
  });

  test('has the list of versions that older clients read, under its own api-version alone', async () => {
    const path = `/subscriptions/${azure.emulator.subscriptionId}/providers/Microsoft.ContainerService/locations/westeurope/orchestrators`;
    const { body } = await azure.arm('GET', `${path}?api-version=2019-04-01&resource-type=managedClusters`);
    expect(body.properties.orchestrators.filter((one: { default?: true }) => one.default)).toMatchObject([
      { orchestratorType: 'Kubernetes', orchestratorVersion: '1.35.4', upgrades: expect.any(Array) },
    ]);
    expect((await azure.arm('GET', `${path}?api-version=2026-06-01`)).status).toBe(400);
  });

  test('lists the sizes of one location with what decides over Kata', async () => {
    const sub = `/subscriptions/${azure.emulator.subscriptionId}`;
    const { body } = await azure.arm(
      'GET',
      `${sub}/providers/Microsoft.Compute/skus?api-version=2021-07-01&$filter=location eq 'westeurope'`,
    );
    const find = (name: string) => body.value.find((sku: { name: string }) => sku.name === name);
    expect(body.value.length).toBeGreaterThan(60);
    expect(find('Standard_D4s_v5')).toMatchObject({
      family: 'standardDSv5Family',
      locations: ['westeurope'],
      locationInfo: [{ zones: ['1', '2', '3'] }],
      restrictions: [],
      capabilities: expect.arrayContaining([
        { name: 'vCPUs', value: '4' },
        { name: 'MemoryGB', value: '16' },
        { name: 'CpuArchitectureType', value: 'x64' },
      ]),
    });
    expect(find('Standard_NC24ads_A100_v4').restrictions).toMatchObject([
      { type: 'Location', reasonCode: 'NotAvailableForSubscription' },
    ]);
    expect(find('Standard_L8s_v3').restrictions).toMatchObject([{ type: 'Zone', restrictionInfo: { zones: ['3'] } }]);
  });
});
