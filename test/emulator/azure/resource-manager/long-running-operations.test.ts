import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { createSteppedClock, type SteppedClock } from '../../../../emulator/seams/clock.ts';
import { type EmulatedAzure, startEmulatedAzure } from '../../../support/azure/emulated-azure.ts';

const second = 1000;
const kataPool = {
  properties: {
    count: 2,
    vmSize: 'Standard_D4s_v5',
    osSKU: 'AzureLinux',
    workloadRuntime: 'KataVmIsolation',
  },
};

describe('long-running operations, as recorded', () => {
  let clock: SteppedClock;
  let azure: EmulatedAzure;
  let pool: string;

  beforeEach(async () => {
    clock = createSteppedClock(Date.UTC(2026, 10, 20, 12));
    azure = await startEmulatedAzure({ clock, speed: 1 });
    pool = `${azure.clusterPath}/agentPools/kata`;
  });
  afterEach(() => azure.stop());

  const statusOf = async (url: string) => (await azure.arm('GET', url)).body;
  const stateOf = async (path: string) => (await azure.arm('GET', path)).body.properties.provisioningState;

  test('a pool goes from 201 through free text to Succeeded, and its nodes come shortly before', async () => {
    const put = await azure.arm('PUT', pool, kataPool, { 'If-None-Match': '*' });
    expect(put.status).toBe(201);
    expect(put.body.properties).toMatchObject({ provisioningState: 'Creating', count: 2, mode: 'User' });
    expect(put.headers).not.toHaveProperty('location');
    expect(put.headers).not.toHaveProperty('retry-after');
    const url = put.headers['azure-asyncoperation'] ?? '';

    expect(await statusOf(url)).toEqual({
      name: expect.stringMatching(/^[0-9a-f-]{36}$/),
      status: 'InProgress',
      startTime: '2026-11-20T12:00:00.000Z',
    });
    await clock.advance(20 * second);
    expect(await statusOf(url)).toMatchObject({ status: 'CreatingAgentPools: 0/2 nodes completed' });
    expect(azure.kubernetes.poolsOf('demo').map(({ name }) => name)).toEqual(['system']);

    await clock.advance(150 * second);
    expect(await statusOf(url)).toMatchObject({ status: 'CreatingAgentPools: 2/2 nodes completed' });
    expect(azure.kubernetes.poolsOf('demo').map(({ name }) => name)).toEqual(['system', 'kata']);
    expect(await stateOf(pool)).toBe('Creating');

    await clock.advance(10 * second);
    expect(await statusOf(url)).toMatchObject({ status: 'Succeeded', endTime: '2026-11-20T12:03:00.000Z' });
    expect(await stateOf(pool)).toBe('Succeeded');
  });

  test('operation URLs are signed and long', async () => {
    const put = await azure.arm('PUT', pool, kataPool);
    const url = new URL(put.headers['azure-asyncoperation'] ?? '');
    expect([...url.searchParams.keys()]).toEqual(['api-version', 't', 'c', 's', 'h']);
    expect(url.href.length).toBeGreaterThan(3500);
    expect(url.pathname).toMatch(/\/providers\/Microsoft\.ContainerService\/locations\/westeurope\/operations\//);
  });

  test('a pool is deleted by 202 with both headers, and is there until the end', async () => {
    await azure.arm('PUT', pool, kataPool);
    await clock.advance(180 * second);
    const deletion = await azure.arm('DELETE', pool);
    expect(deletion.status).toBe(202);
    expect(deletion.body).toBeUndefined();
    const { location = '', 'azure-asyncoperation': operation = '' } = deletion.headers;
    expect(location).toContain('/operationresults/');
    expect((await azure.arm('GET', location)).status).toBe(202);
    await clock.advance(119 * second);
    expect(await stateOf(pool)).toBe('Deleting');
    expect(azure.kubernetes.poolsOf('demo').map(({ name }) => name)).toEqual(['system']);
    await clock.advance(second);
    expect((await azure.arm('GET', pool)).status).toBe(404);
    expect((await azure.arm('GET', location)).status).toBe(204);
    expect(await statusOf(operation)).toMatchObject({ status: 'Succeeded' });
    expect((await azure.arm('DELETE', pool)).status).toBe(204);
  });

  test('a cluster takes seven and a half minutes and says what it is at', async () => {
    const path = azure.clusterPath.replace(/demo$/, 'new');
    const put = await azure.arm('PUT', path, {
      location: 'West Europe',
      properties: { agentPoolProfiles: [{ name: 'nodepool1', mode: 'System', ...kataPool.properties }] },
    });
    expect(put.status).toBe(201);
    const seen: string[] = [];
    for (let elapsed = 0; elapsed <= 450; elapsed += 10) {
      const { status } = await statusOf(put.headers['azure-asyncoperation'] ?? '');
      if (seen.at(-1) !== status) seen.push(status);
      await clock.advance(10 * second);
    }
    expect(seen).toEqual([
      'InProgress',
      'ProvisioningNetworkResources',
      'ProvisioningControlPlane',
      'CreatingAgentPools: 0/2 nodes completed',
      'CreatingAgentPools: 2/2 nodes completed',
      'Succeeded',
    ]);
    expect(await stateOf(path)).toBe('Succeeded');
  });

  test('one write at a time: the next one meets 409 and the name of the first', async () => {
    await azure.arm('PUT', pool, kataPool);
    const other = await azure.arm('PUT', `${azure.clusterPath}/agentPools/second`, kataPool);
    expect(other.status).toBe(409);
    expect(other.body).toEqual({
      code: 'OperationNotAllowed',
      details: null,
      message:
        'Operation is not allowed: Another agentpool operation (kata - Creating) is in progress, please wait for it to finish before starting a new operation. See https://aka.ms/aks-pending-operation for more details',
      subcode: '',
    });
    expect((await azure.arm('GET', `${azure.clusterPath}/agentPools/second`)).status).toBe(404);
    for (const [method, path, body] of [
      ['DELETE', pool, undefined],
      ['PATCH', azure.clusterPath, { tags: {} }],
      ['PUT', azure.clusterPath, { location: 'westeurope' }],
    ] as const)
      expect((await azure.arm(method, path, body)).status).toBe(409);
    await clock.advance(180 * second);
    expect((await azure.arm('DELETE', pool)).status).toBe(202);
  });

  test('a write to the cluster holds its pools', async () => {
    expect((await azure.arm('PUT', azure.clusterPath, { location: 'westeurope' })).status).toBe(200);
    const refused = await azure.arm('PUT', pool, kataPool);
    expect(refused.body.message).toContain('Another operation (Updating) is in progress');
    await clock.advance(60 * second);
    expect((await azure.arm('PUT', pool, kataPool)).status).toBe(201);
  });

  test('deleting the cluster preempts whatever is under way', async () => {
    const put = await azure.arm('PUT', pool, kataPool);
    expect((await azure.arm('DELETE', azure.clusterPath)).status).toBe(202);
    expect(await statusOf(put.headers['azure-asyncoperation'] ?? '')).toMatchObject({
      status: 'Failed',
      error: { code: 'AKSOperationPreemptedByDelete' },
    });
    expect((await azure.arm('DELETE', azure.clusterPath)).status).toBe(202);
    await clock.advance(240 * second);
    expect((await azure.arm('GET', azure.clusterPath)).status).toBe(404);
    expect(azure.kubernetes.clusters.size).toBe(0);
    expect((await azure.arm('DELETE', azure.clusterPath)).status).toBe(204);
  });

  test('scaling is a PUT of its own state, and reaches the nodes', async () => {
    const system = `${azure.clusterPath}/agentPools/system`;
    const scaled = await azure.arm('PUT', system, { properties: { count: 3 } });
    expect(scaled).toMatchObject({
      status: 200,
      body: { properties: { provisioningState: 'Scaling', mode: 'System' } },
    });
    await clock.advance(60 * second);
    expect(await stateOf(system)).toBe('Succeeded');
    expect(azure.kubernetes.poolsOf('demo')).toMatchObject([{ name: 'system', count: 3 }]);
  });

  test('what was fixed at creation cannot be changed', async () => {
    const changed = await azure.arm('PUT', `${azure.clusterPath}/agentPools/system`, {
      properties: { workloadRuntime: 'KataVmIsolation' },
    });
    expect(changed).toMatchObject({ status: 400, body: { code: 'PropertyChangeNotAllowed' } });
  });

  test('the last system pool stays', async () => {
    const refused = await azure.arm('DELETE', `${azure.clusterPath}/agentPools/system`);
    expect(refused).toMatchObject({ status: 400 });
    expect(await stateOf(`${azure.clusterPath}/agentPools/system`)).toBe('Succeeded');
  });

  test('an operation that nobody started is not found', async () => {
    const url = `/subscriptions/${azure.emulator.subscriptionId}/providers/Microsoft.ContainerService/locations/westeurope/operations/5e5ffdce-356b-431b-b050-81b45eef2a12`;
    expect(await azure.arm('GET', url)).toMatchObject({ status: 404, body: { error: { code: 'NotFound' } } });
  });
});
