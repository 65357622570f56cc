import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { scenarios } from '../../emulator/scenarios/catalogue.ts';
import type { RunAnswer } from '../../scripts/demo/api.ts';
import { findResidue } from '../../scripts/demo/find-residue.ts';
import { scenarioEnds } from '../../scripts/demo/scenario-ends.ts';
import { type Azurite, startAzurite } from '../../scripts/start-azurite.ts';
import { readUntilEnded, startTestStack, type TestStack } from '../support/stack.ts';

let azurite: Azurite;
beforeAll(async () => {
  azurite = await startAzurite(null);
}, 30_000);
afterAll(() => azurite.stop());

test('every scenario of the emulator has a documented end, and no other', () => {
  expect(Object.keys(scenarioEnds).sort()).toEqual(scenarios.map(({ name }) => name).sort());
});

/** Provisions a pool, as the demo does, and waits for the run's end. Only a mixed pool needs more than a node. */
async function provision(stack: TestStack, count: number): Promise<RunAnswer> {
  const started = await stack.call<RunAnswer>('/api/provisionings', {
    cluster: stack.clusterBody,
    nodePool: { name: 'kata', count, nodeTaints: ['sandbox=kata:NoSchedule'] },
    cleanup: 'always-delete',
  });
  return readUntilEnded(stack, started.id);
}

describe.each(Object.entries(scenarioEnds))('%s', (scenario, documented) => {
  test(`ends ${documented.verdict}, alerts accordingly and leaves nothing behind`, async () => {
    const settings = { KATAPROOF_TABLE_PREFIX: `t${scenario.replaceAll('-', '')}` };
    const stack = await startTestStack({ scenario, azurite, settings });
    try {
      const run = await provision(stack, scenario === 'mixed-pool' ? 3 : 1);
      const alerts = await stack.publishedAlerts();

      expect(run).toMatchObject({ status: 'done', verdict: documented.verdict, percent: 100 });
      expect(`${run.reason} ${run.nodes.map((node) => node.reason).join(' ')}`).toMatch(documented.because);
      expect(run.cleanup.result?.problems).toEqual([]);
      expect(alerts.map((alert) => alert.type)).toEqual(
        documented.verdict === 'isolated' ? [] : ['Kataproof.Alert.Opened'],
      );
      expect(JSON.stringify(alerts)).toContain(documented.verdict === 'isolated' ? '[]' : run.id);
      expect(await findResidue(stack.emulator)).toEqual([]);
    } finally {
      await stack.stop();
    }
  }, 60_000);
});
