import { expect, test } from '@jest/globals';
import { KataproofError } from '../../../shared/errors/kataproof-error.ts';
import { createNodeWorld, worldNode, worldOptions, worldPool } from '../../support/runs/node-world.ts';

const threeNodes = () =>
  createNodeWorld({ nodes: ['a', 'b', 'c'].map((name) => worldNode(name)), pools: [worldPool(3)] });

/** Lists the calls of activities. The cluster refuses what `isRefused` says by its port and how often it was asked. */
function watch(
  of: ReturnType<typeof threeNodes>,
  isRefused: (port: string, time: number) => Error | null = () => null,
) {
  const asked: string[] = [];
  const times = new Map<string, number>();
  of.world.before = (activity) => void asked.push(activity);
  of.world.refuse = (port) => {
    const time = (times.get(port) ?? 0) + 1;
    times.set(port, time);
    const error = isRefused(port, time);
    if (error) throw error;
  };
  return asked;
}

const denied = new KataproofError('NamespaceDenied', 'An admission webhook denies it.', { retryable: false });
const away = new KataproofError('ClusterUnreachable', 'The API server is away.', { retryable: true });

test('a run whose namespace is denied says so, proves nothing, and leaves nothing', async () => {
  const world = threeNodes();
  const asked = watch(world, (port) => (port === 'ensureNamespace' ? denied : null));
  const { run } = await world.prove();
  expect(run.verdict).toBe('inconclusive');
  expect(run.reason).toMatch(/^The namespace .* could not be made: An admission webhook denies it\.$/);
  expect(run.pools).toMatchObject([{ poolName: 'kata', verdict: 'inconclusive' }]);
  expect(asked).not.toContain('runPodPair');
  expect(asked.filter((each) => each === 'ensureNamespace')).toHaveLength(1);
  // Its answer may have been lost.
  expect(asked).toContain('removeNamespace');
  expect(run.cleanupResult).toMatchObject({ namespace: 'none', podPairs: 'none', problems: [] });
});

test('what cannot be made just now is tried again, and the nodes are proven then', async () => {
  const world = threeNodes();
  watch(world, (port, time) => (port === 'ensureNamespace' && time <= 2 ? away : null));
  const { run } = await world.prove();
  expect(run.verdict).toBe('isolated');
  expect(run.cleanupResult).toMatchObject({ namespace: 'removed' });
  expect(world.namespaces.size).toBe(0);
});

test('a run whose first chunk died before it had a namespace makes it with the next', async () => {
  const world = threeNodes();
  watch(world);
  const before = world.world.before;
  let died = false;
  world.world.before = (activity, input) => {
    before(activity, input);
    if (died || activity !== 'ensureNamespace') return;
    died = true;
    throw new Error('The worker has died.');
  };
  const { run } = await world.prove();
  expect(died).toBe(true);
  expect(run.verdict).toBe('isolated');
  expect(run.cleanupResult).toMatchObject({ namespace: 'removed' });
});

test('the namespace is made once, however many chunks a run has', async () => {
  const nodes = Array.from({ length: 45 }, (_, index) => worldNode(`n${String(index).padStart(3, '0')}`));
  const world = createNodeWorld({ nodes, pools: [worldPool(45)] });
  const asked = watch(world);
  expect((await world.prove()).run.verdict).toBe('isolated');
  expect(asked.filter((each) => each === 'ensureNamespace')).toHaveLength(1);
});

test("a namespace of the cluster's owners is never made", async () => {
  const world = threeNodes();
  const asked = watch(world);
  const options = { ...worldOptions, namespace: 'theirs' };
  expect((await world.prove({ options })).run.verdict).toBe('isolated');
  expect(asked).not.toContain('ensureNamespace');
});

test('what is being proven is told when the namespace is made, and no later', async () => {
  const world = threeNodes();
  const asked = watch(world);
  await world.prove();
  expect(asked.indexOf('ensureNamespace')).toBeLessThan(asked.indexOf('runPodPair'));
  expect(asked).not.toContain('recordStep');
  expect(world.kept.steps.map(({ step }) => step)).toContain('Proving a, b, c');
});
