import { afterEach, describe, expect, test } from '@jest/globals';
import { createSteppedClock, type SteppedClock } from '../../../../emulator/seams/clock.ts';
import { type EmulatedAzure, startEmulatedAzure } from '../../../support/azure/emulated-azure.ts';

const kataPool = {
  count: 2,
  vmSize: 'Standard_D4s_v5',
  osSKU: 'AzureLinux',
  workloadRuntime: 'KataVmIsolation',
  mode: 'User',
};
const group = 'fleet';
const updateIntervalInMs = 5;

describe('the faults of Resource Manager', () => {
  let azure: EmulatedAzure;
  let clock: SteppedClock;
  const start = async (scenario: string) => {
    clock = createSteppedClock(Date.UTC(2026, 10, 20, 12));
    azure = await startEmulatedAzure({ scenario, clock, speed: 60 });
  };
  const pool = () => `${azure.clusterPath}/agentPools/kata`;
  afterEach(() => azure.stop());

  test('pool-fails: the SDK throws a plain Error, and the pool tells why', async () => {
    azure = await startEmulatedAzure({ scenario: 'pool-fails', speed: 6000 });
    const client = azure.createClient();
    const creation = client.agentPools.createOrUpdate(group, 'demo', 'kata', kataPool, { updateIntervalInMs });
    const error = await creation.pollUntilDone().then(
      () => null,
      (thrown: unknown) => thrown,
    );
    expect(error).toMatchObject({ name: 'Error', message: expect.stringContaining('AllocationFailed') });
    expect(error).not.toHaveProperty('code');
    const failed = await client.agentPools.get(group, 'demo', 'kata');
    expect(failed).toMatchObject({
      provisioningState: 'Failed',
      status: { provisioningError: { code: 'AllocationFailed' } },
    });
    expect(azure.kubernetes.poolsOf('demo').map(({ name }) => name)).toEqual(['system']);
    const again = client.agentPools.createOrUpdate(group, 'demo', 'kata', kataPool, { updateIntervalInMs });
    await expect(again.pollUntilDone()).rejects.toThrow(/AllocationFailed/);
  });

  test('quota-exceeded: the PUT is refused, nothing is created, and usages say the same', async () => {
    await start('quota-exceeded');
    const refused = await azure.arm('PUT', pool(), { properties: kataPool });
    expect(refused).toMatchObject({ status: 400, body: { code: 'ErrCode_InsufficientVCPUQuota' } });
    expect(refused.body.message).toContain(
      'Insufficient vcpu quota requested 8, remaining 0 for family standardDSv5Family for region westeurope.',
    );
    expect((await azure.arm('GET', pool())).status).toBe(404);
    const { body } = await azure.arm(
      'GET',
      `/subscriptions/${azure.emulator.subscriptionId}/providers/Microsoft.Compute/locations/westeurope/usages?api-version=2024-07-01`,
    );
    const family = body.value.find((usage: { name: { value: string } }) => usage.name.value === 'standardDSv5Family');
    expect(family).toMatchObject({ currentValue: 8, limit: 8 });
  });

  test('arm-throttles: six requests meet 429 with whole seconds to wait', async () => {
    await start('arm-throttles');
    for (let attempt = 1; attempt <= 6; attempt += 1) {
      const response = await azure.arm('GET', azure.clusterPath);
      expect(response).toMatchObject({ status: 429, body: { code: 'Throttled' } });
      expect(response.headers['retry-after']).toBe('1');
    }
    expect((await azure.arm('GET', azure.clusterPath)).status).toBe(200);
  });

  test('arm-conflicts: the first write meets a background operation, the same one once it is over does not', async () => {
    await start('arm-conflicts');
    const refused = await azure.arm('PUT', pool(), { properties: kataPool });
    expect(refused).toMatchObject({ status: 409, body: { code: 'OperationNotAllowed' } });
    expect(refused.body.message).toMatch(
      /there's an in progress update managed cluster operation \(operation ID: [0-9a-f-]{36}\) on the managed cluster started on UTC 2026-11-20T12:00:00Z\./,
    );
    const stateOfCluster = async () => (await azure.arm('GET', azure.clusterPath)).body.properties.provisioningState;
    expect(await stateOfCluster()).toBe('Updating');
    await clock.advance(120_000 / 60 - 1);
    expect((await azure.arm('PUT', pool(), { properties: kataPool })).status).toBe(409);
    await clock.advance(1);
    expect(await stateOfCluster()).toBe('Succeeded');
    expect((await azure.arm('PUT', pool(), { properties: kataPool })).status).toBe(201);
  });

  test('the buckets of AKS run dry and fill again with emulated time', async () => {
    await start('healthy');
    const put = () => azure.arm('PUT', pool(), { properties: { ...kataPool, count: -1 } });
    for (let attempt = 1; attempt <= 20; attempt += 1) expect((await put()).status).toBe(400);
    const throttled = await put();
    expect(throttled.status).toBe(429);
    expect(throttled.headers['retry-after']).toBe('1');
    expect((await azure.arm('PUT', `${azure.clusterPath}/agentPools/other`, { properties: kataPool })).status).toBe(
      201,
    );
    await clock.advance(1000);
    expect((await put()).status).toBe(400);
    expect((await put()).status).toBe(429);
  });
});
