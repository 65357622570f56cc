import { expect, test } from '@jest/globals';
import { once } from '../../shared/plain/once.ts';

test('is called once for all who ask', async () => {
  let calls = 0;
  const load = once(async () => ++calls);
  expect(await Promise.all([load(), load()])).toEqual([1, 1]);
  expect(await load()).toBe(1);
});

test('tries again after a failure', async () => {
  let calls = 0;
  const load = once(async () => {
    if (++calls === 1) throw new Error('EIO');
    return calls;
  });
  await expect(Promise.all([load(), load()])).rejects.toThrow('EIO');
  expect(await load()).toBe(2);
});
