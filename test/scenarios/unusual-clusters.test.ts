import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { RunAnswer } from '../../scripts/local-stack/call-api.ts';
import type { ClusterReference } from '../../shared/clusters/cluster-reference.ts';
import { readUntilEnded, startTestStack, type TestStack } from '../support/main-app/start-test-stack.ts';

let stack: TestStack;
beforeAll(async () => {
  stack = await startTestStack({ scenario: 'healthy' });
});
afterAll(() => stack?.stop());

async function seed(name: string, change: object): Promise<ClusterReference> {
  const response = await fetch(`${stack.emulator.control}/__emulator/clusters`, {
    method: 'POST',
    body: JSON.stringify({ name, localAccounts: false, ...change }),
  });
  return (await response.json()) as ClusterReference;
}

const provision = (cluster: ClusterReference) =>
  stack.call<RunAnswer>('/api/provisionings', { cluster, nodePool: { name: 'kata' }, cleanup: 'always-delete' });

describe('a private cluster whose private DNS zone is not linked', () => {
  test('is proven by its public name, which nobody has to ask for', async () => {
    const { id } = await provision(await seed('peered', { privateCluster: true }));
    expect(await readUntilEnded(stack, id)).toMatchObject({ status: 'Succeeded', result: { verdict: 'isolated' } });
  });

  test('and that has no public name is told as what it is', async () => {
    await expect(provision(await seed('hidden', { privateCluster: true, publicFqdn: false }))).rejects.toThrow(
      /private cluster without a public name, and its private DNS zone is not linked/,
    );
  });
});

describe('a cluster of an old version of Kubernetes', () => {
  test('with long-term support has a pool of Azure Linux 3 proven', async () => {
    const { id } = await provision(await seed('lts', { kubernetesVersion: '1.31' }));
    expect(await readUntilEnded(stack, id)).toMatchObject({ status: 'Succeeded', result: { verdict: 'isolated' } });
  });

  test('without Pod Sandboxing is refused, and the version told', async () => {
    await expect(provision(await seed('old', { kubernetesVersion: '1.26' }))).rejects.toThrow(
      /^409 from .*KubernetesVersionNotSupported.*1\.26\.15/,
    );
  });
});
