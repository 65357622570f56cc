import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { RunAnswer } from '../../../scripts/local-stack/call-api.ts';
import type { ClusterReference } from '../../../shared/clusters/cluster-reference.ts';
import { eventually } from '../../support/eventually.ts';
import { readUntilEnded, startTestStack, type TestStack } from '../../support/main-app/start-test-stack.ts';
import { trustCertificate } from '../../support/trust-certificate.ts';
import { clusterType, ofType, poolType, type Resource, readArm } from './forms/read-forms.ts';

let stack: TestStack;
let token: string;

beforeAll(async () => {
  stack = await startTestStack({ scenario: 'healthy' });
  const { settings } = stack.emulator;
  trustCertificate(readFileSync(settings['NODE_EXTRA_CA_CERTS'] ?? '', 'utf8'));
  token = stack.emulator.ownerToken;
});

afterAll(() => stack?.stop());

const groupPath = () => {
  const { subscriptionId, resourceGroup } = stack.clusterBody;
  return `/subscriptions/${subscriptionId}/resourceGroups/${resourceGroup}/providers/${clusterType}`;
};

async function call(method: string, path: string, apiVersion: string, body?: unknown) {
  const response = await fetch(
    `${stack.emulator.settings['AZURE_RESOURCE_MANAGER_ENDPOINT']}${path}?api-version=${apiVersion}`,
    {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    },
  );
  const text = await response.text();
  return { status: response.status, body: text ? JSON.parse(text) : null };
}

/** Sends a resource of a template as Azure Resource Manager does, and waits until the operation has ended. */
async function deploy({ type, name, apiVersion, ...body }: Resource): Promise<Record<string, unknown>> {
  const [cluster, pool] = name.split('/');
  const path = `${groupPath()}/${cluster}${type === poolType ? `/agentPools/${pool}` : ''}`;
  const { status, body: answered } = await call('PUT', path, apiVersion, body);
  expect([status, answered?.message]).toEqual([201, undefined]);
  return settled(path, apiVersion);
}

/** Waits until the operation on a resource has ended, and returns its properties. */
function settled(path: string, apiVersion: string): Promise<Record<string, unknown>> {
  return eventually(`the end of the operation on ${path}`, async () => {
    const { properties } = (await call('GET', path, apiVersion)).body;
    return properties.provisioningState === 'Succeeded' ? properties : undefined;
  });
}

async function verify(cluster: ClusterReference): Promise<RunAnswer> {
  const { id } = await stack.call<RunAnswer>('/api/verifications', { cluster, nodePool: 'kata' });
  return readUntilEnded(stack, id);
}

test('AKS takes the new cluster and its Kata pool as they are shipped, and the app proves the pool', async () => {
  const resources = readArm('new-cluster', { clusterName: 'shipped' });
  await deploy(ofType(resources, clusterType));
  const pool = await deploy(ofType(resources, poolType));
  expect(pool).toMatchObject({
    workloadRuntime: 'KataVmIsolation',
    nodeImageVersion: expect.stringMatching(/katagen2/),
  });
  const run = await verify({ ...stack.clusterBody, name: 'shipped' });
  expect(run).toMatchObject({ status: 'Succeeded', result: { verdict: 'isolated' } });
  expect(run.result?.nodes).toHaveLength(1);
});

test('AKS takes the Kata pool for a cluster that exists, scaled and tainted, and the app proves it', async () => {
  const parameters = {
    ...{ clusterName: stack.clusterBody.name, autoscaling: { minCount: 2, maxCount: 3 }, zones: ['1', '2'] },
    ...{ nodeTaints: ['sandbox=kata:NoSchedule'], nodeLabels: { purpose: 'untrusted' }, maxPods: 60 },
  };
  const pool = await deploy(ofType(readArm('kata-pool', parameters), poolType));
  expect(pool).toMatchObject({ count: 2, minCount: 2, maxCount: 3, availabilityZones: ['1', '2'], maxPods: 60 });
  const run = await verify(stack.clusterBody);
  expect(run).toMatchObject({ status: 'Succeeded', result: { verdict: 'isolated' } });
  expect(run.result?.nodes).toHaveLength(2);
});

test('AKS takes the shipped cluster a second time, and its pool is left as it is', async () => {
  const cluster = ofType(readArm('new-cluster', { clusterName: 'shipped' }), clusterType);
  const { type: _type, name, apiVersion, ...body } = cluster;
  const path = `${groupPath()}/${name}`;
  expect((await call('PUT', path, apiVersion, body)).status).toBe(200);
  const { agentPoolProfiles } = await settled(path, apiVersion);
  expect((agentPoolProfiles as { name: string }[]).map((pool) => pool.name)).toEqual(['system', 'kata']);
});
