import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { RunAnswer } from '../../scripts/local-stack/call-api.ts';
import { findResidue } from '../../scripts/local-stack/find-residue.ts';
import { readUntilEnded, startTestStack, type TestStack } from '../support/main-app/start-test-stack.ts';
import { assign, rightsFor } from '../support/roles/read-roles.ts';

const subscription = '/subscriptions/11111111-1111-4111-8111-111111111111';
const group = `${subscription}/resourceGroups/fleet`;

let stack: TestStack;
beforeAll(async () => {
  const { roleAssignments } = rightsFor();
  stack = await startTestStack({
    scenario: 'healthy',
    access: { roleAssignments: [...roleAssignments, assign('cluster-creator', group)] },
  });
});
afterAll(() => stack?.stop());

const named = (name: string) => ({ ...stack.clusterBody, name });

describe('the smallest request for a new cluster', () => {
  test('ends in a proof, and removes the cluster with everything in it', async () => {
    const body = { cluster: named('fresh'), newCluster: { location: 'westeurope' }, nodePool: { name: 'kata' } };
    const started = await stack.call<RunAnswer>('/api/provisionings', { ...body, cleanup: 'always-delete' });
    const run = await readUntilEnded(stack, started.id);
    expect(run).toMatchObject({
      status: 'done',
      verdict: 'isolated',
      createdCluster: true,
      createdPool: true,
      cleanup: { result: { cluster: 'removed', pool: 'removed', namespace: 'removed', problems: [] } },
    });
    expect(await findResidue(stack.emulator)).toEqual([]);
  });
});
