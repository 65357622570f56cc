import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { TestStack } from '../../support/main-app/start-test-stack.ts';
import { startFurnished } from './furnish.ts';
import { sendFuzzed } from './send-fuzzed.ts';

let stack: TestStack;
beforeAll(async () => {
  stack = await startFurnished();
});
afterAll(() => stack?.stop());

test('20000 requests that are mostly wrong: no server error, no hang, no answer that the document does not tell of, no run', async () => {
  expect(await sendFuzzed(stack, 1000000, 20000)).toEqual([]);
});
