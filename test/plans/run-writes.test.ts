import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { RunAnswer } from '../../scripts/local-stack/call-api.ts';
import type { Plan } from '../../shared/plans/build-plan.ts';
import { readUntilEnded, startTestStack, type TestStack } from '../support/main-app/start-test-stack.ts';
import { rightsFor } from '../support/roles/read-roles.ts';

/** What each step of a plan writes to Azure Resource Manager. */
const writes: Record<string, (order: { newCluster?: object; cleanup: string }) => string[]> = {
  'create-cluster': () => ['PUT cluster'],
  'create-pool': () => ['PUT pool'],
  'lift-quarantine': () => ['PUT pool'],
  'clean-up': ({ newCluster, cleanup }) =>
    cleanup === 'always-delete' ? [`DELETE ${newCluster ? 'cluster' : 'pool'}`] : [],
};

const orders = [
  ['a pool that is kept, from quarantine', { cleanup: 'delete-on-failure', quarantine: true }],
  ['the same pool once more', { cleanup: 'keep' }],
  [
    'a pool that is removed, and would have had a quarantine',
    { cleanup: 'always-delete', quarantine: true, name: 'brief' },
  ],
  ['a cluster that is removed', { cleanup: 'always-delete', newCluster: { location: 'westeurope' }, cluster: 'fresh' }],
] as const;

describe('a run writes what its plan says, in that order, and a plan nothing', () => {
  let stack: TestStack;
  beforeAll(async () => {
    stack = await startTestStack({ scenario: 'healthy', access: rightsFor({}, { mayCreateClusters: true }) });
  });
  afterAll(() => stack.stop());

  async function writesSince(start: number): Promise<string[]> {
    const asked = (await stack.armRequests()).slice(start);
    return (
      asked
        .filter(({ method, path }) => ['PUT', 'DELETE', 'PATCH'].includes(method) && path.includes('/managedClusters/'))
        // A PUT of what is there already is refused by If-None-Match, and writes nothing.
        .filter(({ status }) => status !== 412)
        .map(({ method, path }) => `${method} ${path.includes('/agentPools/') ? 'pool' : 'cluster'}`)
    );
  }

  test.each(orders)('%s', async (_name, order) => {
    const {
      name = 'kata',
      cluster = stack.clusterBody.name,
      ...rest
    } = order as { name?: string; cluster?: string } & { cleanup: string };
    const body = { cluster: { ...stack.clusterBody, name: cluster }, nodePool: { name }, ...rest };
    const before = (await stack.armRequests()).length;
    const plan = await stack.call<Plan>('/api/plans', body);
    expect(await writesSince(before)).toEqual([]);
    const { id } = await stack.call<RunAnswer>('/api/provisionings', body);
    expect(await readUntilEnded(stack, id)).toMatchObject({ status: 'Succeeded', result: { verdict: 'isolated' } });
    expect(await writesSince(before)).toEqual(plan.steps.flatMap((step) => writes[step.name]?.(rest) ?? []));
  });
});
