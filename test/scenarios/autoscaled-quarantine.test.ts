import { afterEach, describe, expect, test } from '@jest/globals';
import type { RunAnswer } from '../../scripts/local-stack/call-api.ts';
import { listPools } from '../../scripts/local-stack/find-residue.ts';
import { quarantineTaint } from '../../shared/clusters/quarantine.ts';
import { readUntilEnded, startTestStack, type TestStack } from '../support/main-app/start-test-stack.ts';

/** A pool in quarantine with one node, which its autoscaler may bring to three. */
const pool = (change: object = {}) => ({
  ...{ name: 'kata', mode: 'User', vmSize: 'Standard_D4s_v5', osSKU: 'AzureLinux', workloadRuntime: 'KataVmIsolation' },
  ...{ enableAutoScaling: true, minCount: 1, maxCount: 3, count: 1, nodeTaints: [quarantineTaint], ...change },
});
const system = { name: 'system', mode: 'System', count: 1, vmSize: 'Standard_D4s_v5', osSKU: 'AzureLinux' };

let stack: TestStack;
const start = async (scenario: string, pools: object[]) => {
  const clusters = [{ name: 'demo', localAccounts: false, pools: [system, ...pools] }];
  stack = await startTestStack({ scenario, clusters });
};
afterEach(() => stack.stop());

async function autoscale(count: number): Promise<number> {
  const body = JSON.stringify({ cluster: 'demo', pool: 'kata', count });
  return (await fetch(`${stack.emulator.control}/__emulator/autoscaler`, { method: 'POST', body })).status;
}

const taintsOfPool = async () =>
  (await listPools(stack.emulator)).find(({ name }) => name === 'kata')?.properties?.nodeTaints ?? [];

async function verify(): Promise<RunAnswer> {
  const asked = { cluster: stack.clusterBody, nodePool: 'kata', liftQuarantine: true };
  const { id } = await stack.call<RunAnswer>('/api/verifications', asked);
  return readUntilEnded(stack, id);
}

describe('an autoscaled pool in quarantine', () => {
  test('is opened when the nodes that came meanwhile are proven as well; who comes later is unproven, and proven next', async () => {
    await start('healthy', [pool()]);
    expect(await autoscale(4)).toBe(400);
    expect(await autoscale(3)).toBe(201);
    const opened = await verify();
    expect(opened.result).toMatchObject({ verdict: 'isolated', pools: [{ nodesPresent: 3, nodesProven: 3 }] });
    expect(opened.quarantine).toMatchObject({ state: 'lifted' });
    expect(await taintsOfPool()).toEqual([]);
    expect(await autoscale(1)).toBe(201);
    expect(await autoscale(2)).toBe(201);
    expect((await verify()).result).toMatchObject({
      verdict: 'isolated',
      pools: [{ nodesPresent: 2, nodesProven: 2 }],
    });
  });

  test('stays closed for newcomers too when one of its nodes is not isolated', async () => {
    await start('mixed-pool', [pool()]);
    expect(await autoscale(3)).toBe(201);
    const kept = await verify();
    expect(kept.result).toMatchObject({
      verdict: 'shared-kernel',
      pools: [{ nodesPresent: 3, nodesProven: 2, quarantined: true }],
    });
    expect(kept.quarantine).toMatchObject({ state: 'kept' });
    expect(await taintsOfPool()).toEqual([quarantineTaint]);
  });
});

describe('a pool that is born closed and grows while it is proven', () => {
  test('is opened only if every node is proven; else what came is named, and it stays closed', async () => {
    await start('healthy', []);
    const { count: _, minCount, ...asked } = pool({ nodeTaints: undefined });
    const { id } = await stack.call<RunAnswer>('/api/provisionings', {
      ...{ cluster: stack.clusterBody, nodePool: { ...asked, minCount }, quarantine: true, cleanup: 'keep' },
    });
    for (let seen = 0; seen < 55; seen = (await stack.call<RunAnswer>(`/api/runs/${id}`)).percentComplete)
      await new Promise(setImmediate);
    expect(await autoscale(3)).toBe(201);
    const { result, quarantine } = await readUntilEnded(stack, id);
    if (quarantine?.state === 'lifted') {
      expect(result?.pools).toMatchObject([{ verdict: 'isolated', nodesPresent: 3, nodesProven: 3 }]);
      expect(await taintsOfPool()).toEqual([]);
    } else {
      expect(result).toMatchObject({ verdict: 'inconclusive', reason: expect.stringMatching(/of 3 nodes/) });
      expect(await taintsOfPool()).toEqual([quarantineTaint]);
    }
  });
});
