import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { startCountedStack } from '../support/main-app/count-runs.ts';

let counted: Awaited<ReturnType<typeof startCountedStack>>;

beforeAll(async () => {
  counted = await startCountedStack();
});

afterAll(() => counted?.stop());

test('a run asks its storage for no more than four operations a told line and node', async () => {
  const cluster = counted.stack.clusterBody;
  const nodePool = { name: 'kata', count: 1 };
  // The first run of a process makes the tables.
  await counted.countRun('/api/provisionings', { cluster, nodePool: { ...nodePool, name: 'warm' }, cleanup: 'keep' });
  const provisioned = await counted.countRun('/api/provisionings', { cluster, nodePool, cleanup: 'keep' });
  expect(provisioned.operations).toBeLessThanOrEqual(4 * (provisioned.told + provisioned.nodes));
  const verified = await counted.countRun('/api/verifications', { cluster, nodePool: 'kata' });
  expect(verified).toMatchObject({ nodes: 1, told: 5, verdict: 'isolated' });
  expect(verified.tally).toEqual({
    'blob evidence write': 1,
    'table alerts read': 1,
    'table findings batch': 1,
    'table findings list': 1,
    'table parts batch': 2,
    'table parts list': 2,
    'table parts replace': 2,
    'table postures read': 1,
    'table postures replace': 1,
    'table proofs batch': 1,
    'table proofs read': 1,
    'table runs delete': 1,
    'table runs insert': 1,
    'table runs merge': 4,
    'table runs read': 3,
    'table runs replace': 1,
  });
});
