import { expect, test } from '@jest/globals';
import { provision } from '../support/main-app/assert-scenario.ts';
import { toTarget } from '../support/main-app/start-on-our-host.ts';
import { readUntilEnded, startTestStack } from '../support/main-app/start-test-stack.ts';

test('an app that may update clusters has AKS install the RuntimeClass that a cluster lacks, and proves the pool', async () => {
  const scenario = 'runtime-class-absent';
  const stack = await startTestStack({ scenario, settings: { KATAPROOF_RECONCILE_CLUSTER: 'true' } });
  try {
    const started = await provision(toTarget(stack, scenario), 'kata', 1);
    expect(await readUntilEnded(stack, started.id)).toMatchObject({
      status: 'Succeeded',
      result: { verdict: 'isolated' },
    });
    const updates = (await stack.armRequests()).filter(
      ({ method, path }) => method === 'PUT' && /\/managedClusters\/[^/]+$/.test(path),
    );
    expect(updates).toHaveLength(1);
  } finally {
    await stack.stop();
  }
});
