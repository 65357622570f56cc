import { describe, expect, test } from '@jest/globals';
import { scenarios } from '../../emulator/scenarios/catalogue.ts';
import { scenarioEnds } from '../../scripts/local-stack/scenario-ends.ts';
import { assertScenario } from '../support/main-app/assert-scenario.ts';
import { toTarget } from '../support/main-app/start-on-our-host.ts';
import { startTestStack } from '../support/main-app/start-test-stack.ts';

test('every scenario of the emulator has a documented end, and no other', () => {
  expect(Object.keys(scenarioEnds).sort()).toEqual(scenarios.map(({ name }) => name).sort());
});

describe.each(Object.entries(scenarioEnds))('%s', (scenario, documented) => {
  test(`ends ${documented.verdict}, alerts accordingly and leaves nothing behind`, async () => {
    const stack = await startTestStack({ scenario });
    try {
      await assertScenario(toTarget(stack, scenario));
    } finally {
      await stack.stop();
    }
  });
});
