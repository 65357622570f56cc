import { afterEach, describe, expect, test } from '@jest/globals';
import { callArm, createArmClient } from '../../shared/azure/arm-client.ts';
import { createClusterConnections } from '../../shared/azure/arm-cluster-connections.ts';
import { createManagedClusters } from '../../shared/azure/arm-managed-clusters.ts';
import { type ScriptedAnswer, type ScriptedArm, startScriptedArm } from '../support/azure/start-scripted-arm.ts';
import { failureOf } from '../support/failure-of.ts';

const cluster = { subscriptionId: '11111111-1111-4111-8111-111111111111', resourceGroup: 'fleet', name: 'one' };
const spec = { name: 'kata', vmSize: 'Standard_D4s_v5', count: 1, nodeTaints: [], nodeLabels: {}, zones: [], tags: {} };

let arm: ScriptedArm;
afterEach(() => arm?.stop());

async function start(...script: Parameters<typeof startScriptedArm>[0]) {
  arm = await startScriptedArm(script);
  return createManagedClusters(arm.access);
}

const pool = (change: object = {}): ScriptedAnswer => ({
  status: 200,
  body: {
    name: 'kata',
    properties: {
      provisioningState: 'Succeeded',
      count: 1,
      vmSize: 'Standard_D4s_v5',
      osSKU: 'AzureLinux',
      workloadRuntime: 'KataVmIsolation',
      tags: { 'kataproof-run': 'run-1' },
      eTag: 'e1',
      ...change,
    },
  },
});
const refusal = (status: number, code: string, message = 'Because.', headers = {}): ScriptedAnswer => ({
  status,
  headers,
  body: { code, details: null, message, subcode: '' },
});
const accepted: ScriptedAnswer = { status: 202, headers: { location: 'https://127.0.0.1/operationresults/1?t=1&s=x' } };

describe('the removal of a pool', () => {
  test('is under the eTag that was looked at', async () => {
    const clusters = await start(pool(), accepted);
    expect(await clusters.removePool(cluster, 'kata', 'run-1')).toEqual({ state: 'removing' });
    expect(arm.requests.map(({ method }) => method)).toEqual(['GET', 'DELETE']);
    expect(arm.requests[1]?.headers['if-match']).toBe('e1');
  });

  test('looks again when the pool changed meanwhile, and lets it go when it has become another', async () => {
    const clusters = await start(pool(), refusal(412, 'PreconditionFailed'), pool({ tags: {}, eTag: 'e2' }));
    expect(await clusters.removePool(cluster, 'kata', 'run-1')).toEqual({ state: 'not-ours' });
  });

  test('deletes what changed meanwhile and is still its own', async () => {
    const clusters = await start(pool(), refusal(412, 'PreconditionFailed'), pool({ eTag: 'e2' }), accepted);
    expect(await clusters.removePool(cluster, 'kata', 'run-1')).toEqual({ state: 'removing' });
    expect(arm.requests[3]?.headers['if-match']).toBe('e2');
  });

  test('leaves a pool that changes all the time to a later try', async () => {
    const race = [pool(), refusal(412, 'PreconditionFailed')];
    const clusters = await start(...race, ...race, ...race);
    const failure = await failureOf(clusters.removePool(cluster, 'kata', 'run-1'));
    expect(failure).toMatchObject({ code: 'PreconditionFailed', retryable: true });
  });

  test.each([
    ['404', refusal(404, 'NotFound'), 'absent'],
    ['204', { status: 204 }, 'removing'],
  ])('is content when the pool vanished meanwhile (%s)', async (_status, answer, state) => {
    const clusters = await start(pool(), answer);
    expect(await clusters.removePool(cluster, 'kata', 'run-1')).toEqual({ state });
  });

  test("never takes a proxy's 404 for the pool's absence", async () => {
    const clusters = await start({ status: 404, body: '<html>Not here</html>' });
    expect(await failureOf(clusters.removePool(cluster, 'kata', 'run-1'))).toMatchObject({ code: 'Http404' });
  });
});

describe('the making of a pool', () => {
  /** The cluster is read first: what the caller leaves open follows from it. */
  const one: ScriptedAnswer = { status: 200, body: { id: '/x', location: 'westeurope', properties: {} } };

  test('asks for nothing that exists to be changed, and never polls the operation', async () => {
    const operation = { 'azure-asyncoperation': 'https://127.0.0.1/operations/1?api-version=1&t=1&c=2&s=3&h=4' };
    const clusters = await start(one, { ...pool({ provisioningState: 'Creating' }), status: 201, headers: operation });
    expect(await clusters.ensurePool(cluster, spec, 'run-1')).toEqual({ outcome: 'created' });
    expect(arm.requests.map(({ method }) => method)).toEqual(['GET', 'PUT']);
    expect(arm.requests[1]?.headers['if-none-match']).toBe('*');
  });

  test('tries again when the pool in its way is gone at the second look', async () => {
    const created = { ...pool({ provisioningState: 'Creating' }), status: 201 };
    const clusters = await start(one, refusal(412, 'PreconditionFailed'), refusal(404, 'NotFound'), created);
    expect(await clusters.ensurePool(cluster, spec, 'run-1')).toEqual({ outcome: 'created' });
  });

  test('survives a connection that breaks after the PUT was taken: the second PUT meets its own pool', async () => {
    const clusters = await start(
      one,
      'reset',
      refusal(412, 'PreconditionFailed'),
      pool({ provisioningState: 'Creating' }),
    );
    expect(await clusters.ensurePool(cluster, spec, 'run-1')).toEqual({ outcome: 'created' });
  });
});

describe('a cluster that is reconciled', () => {
  const body = {
    id: '/subscriptions/s',
    name: 'one',
    location: 'westeurope',
    eTag: 'c1',
    properties: { provisioningState: 'Succeeded', kubernetesVersion: '1.35', dnsPrefix: 'one' },
  };

  test('is put under the eTag of its GET', async () => {
    const clusters = await start({ status: 200, body }, { status: 200, body });
    expect(await clusters.reconcileCluster(cluster)).toEqual({ state: 'accepted' });
    expect(arm.requests.map(({ method }) => method)).toEqual(['GET', 'PUT']);
    expect(arm.requests[1]?.headers['if-match']).toBe('c1');
  });

  test('is not put when that would lose what a newer API wrote', async () => {
    const newer = { ...body, properties: { ...body.properties, quantumProfile: { enabled: true } } };
    const clusters = await start({ status: 200, body: newer });
    const failure = await failureOf(clusters.reconcileCluster(cluster));
    expect(failure).toMatchObject({ code: 'ClusterDoesNotRoundTrip', retryable: false });
    expect(failure.message).toContain('properties.quantumProfile.enabled');
    expect(arm.requests.map(({ method }) => method)).toEqual(['GET']);
  });

  test('that changed meanwhile is left to a later try', async () => {
    const clusters = await start({ status: 200, body }, refusal(412, 'PreconditionFailed'));
    expect(await failureOf(clusters.reconcileCluster(cluster))).toMatchObject({
      code: 'PreconditionFailed',
      retryable: true,
    });
  });
});

describe('an answer that is an error', () => {
  test.each<[string, ScriptedAnswer, object]>([
    [
      'in the enveloped form',
      {
        status: 403,
        body: { error: { code: 'AuthorizationFailed', message: 'The client … does not have authorization.' } },
      },
      { code: 'Forbidden', retryable: true, message: expect.stringContaining('"Kataproof Verifier"') },
    ],
    [
      'of a policy',
      { status: 403, body: { error: { code: 'RequestDisallowedByPolicy', message: 'No.' } } },
      { code: 'RequestDisallowedByPolicy', retryable: false, message: 'No.' },
    ],
    [
      'in the flat form, with a wait',
      refusal(429, 'Throttled', 'Slow down.', { 'Retry-After': '17' }),
      { code: 'Throttled', retryable: true, retryAfterMs: 17_000 },
    ],
    ['of a gateway', { status: 502, body: '<html>Bad</html>' }, { code: 'ServerFailed', retryable: true }],
    [
      'of a busy server, with a wait',
      { status: 503, headers: { 'Retry-After': '5' } },
      { code: 'ServerFailed', retryable: true, retryAfterMs: 5000 },
    ],
  ])('is told as it is: %s', async (_what, answer, expected) => {
    const clusters = await start(answer);
    expect(await failureOf(clusters.readCluster(cluster))).toMatchObject(expected);
    expect(arm.requests).toHaveLength(1);
  });

  test('never shows a token or a signed URL', async () => {
    const leak =
      'GET https://management.azure.com/operations/1?api-version=1&t=638&c=MIIC&s=SIGNED&h=HASHED with Bearer eyJhbGciOi.eyJhdWQi.c2ln failed';
    const clusters = await start(refusal(400, 'BadRequest', leak));
    const { message } = await failureOf(clusters.readCluster(cluster));
    expect(message).toContain('operations/1');
    expect(message).not.toMatch(/SIGNED|HASHED|MIIC|eyJ/);
  });

  test('says which role opens the way to the API server', async () => {
    arm = await startScriptedArm([refusal(403, 'AuthorizationFailed')]);
    await expect(createClusterConnections(arm.access).openConnection(cluster)).rejects.toMatchObject({
      code: 'Forbidden',
      message: expect.stringContaining('Kataproof Verifier'),
    });
  });

  test('says that no kubeconfig came', async () => {
    arm = await startScriptedArm([{ status: 200, body: { kubeconfigs: [] } }]);
    await expect(createClusterConnections(arm.access).openConnection(cluster)).rejects.toMatchObject({
      code: 'KubeconfigUnusable',
    });
  });
});

describe('no answer', () => {
  const unreachable = { code: 'AzureUnreachable', retryable: true };

  test('heals at once when a kept connection had been closed', async () => {
    const clusters = await start('reset', pool());
    expect((await clusters.readPool(cluster, 'kata')).pool).toMatchObject({ name: 'kata' });
  });

  test('is told when the connection breaks again', async () => {
    const clusters = await start('reset', 'reset');
    expect(await failureOf(clusters.readPool(cluster, 'kata'))).toMatchObject(unreachable);
    expect(arm.requests).toHaveLength(2);
  });

  test('is not waited for beyond its time', async () => {
    arm = await startScriptedArm(['silence']);
    const { agentPools } = createArmClient(arm.access, cluster.subscriptionId);
    const asking = callArm('read pools', (abortSignal) => agentPools.get('fleet', 'one', 'kata', { abortSignal }), 50);
    await expect(asking).rejects.toMatchObject({ ...unreachable, message: expect.stringContaining('0.05 seconds') });
  });

  test('is told when nobody listens', async () => {
    const clusters = await start();
    await arm.stop();
    expect(await failureOf(clusters.readCluster(cluster))).toMatchObject(unreachable);
  });

  test('is told when the name does not resolve', async () => {
    await start();
    const clusters = createManagedClusters({ ...arm.access, endpoint: 'https://management.invalid' });
    expect(await failureOf(clusters.readCluster(cluster))).toMatchObject(unreachable);
  });

  test('is told when the certificate is not trusted', async () => {
    const clusters = await start(pool());
    const { endpoint } = arm.access;
    const untrusted = arm;
    arm = await startScriptedArm([]);
    expect(await failureOf(clusters.readCluster(cluster))).toMatchObject(unreachable);
    expect(untrusted.requests).toEqual([]);
    expect(endpoint).not.toBe(arm.access.endpoint);
    await untrusted.stop();
  });
});
