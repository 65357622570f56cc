import { expect, test } from '@jest/globals';
import { joinCalls } from '../../shared/plain/join-calls.ts';

function createActs() {
  const acts: { resolve(value: number): void; reject(error: Error): void }[] = [];
  const call = joinCalls(() => {
    const { promise, resolve, reject } = Promise.withResolvers<number>();
    acts.push({ resolve, reject });
    return promise;
  });
  return { acts, call };
}

const settled = () => new Promise((resolve) => setImmediate(resolve));

test('calls that come while one is under way share one that begins after it', async () => {
  const { acts, call } = createActs();
  const first = call();
  const later = [call(), call(), call()];
  await settled();
  expect(acts).toHaveLength(1);
  acts[0]?.resolve(1);
  expect(await first).toBe(1);
  await settled();
  expect(acts).toHaveLength(2);
  // It has begun, so what comes now must not be content with it.
  const last = call();
  acts[1]?.resolve(2);
  expect(await Promise.all(later)).toEqual([2, 2, 2]);
  await settled();
  acts[2]?.resolve(3);
  expect(await last).toBe(3);
  expect(acts).toHaveLength(3);
});

test('calls that come one after the other are not joined', async () => {
  const { acts, call } = createActs();
  for (const n of [0, 1, 2]) {
    const called = call();
    acts[n]?.resolve(n);
    expect(await called).toBe(n);
    await settled();
  }
  expect(acts).toHaveLength(3);
});

test('a failure is told to those who shared it, and to nobody who comes later', async () => {
  const { acts, call } = createActs();
  const first = call();
  const second = call();
  acts[0]?.reject(new Error('away'));
  await expect(first).rejects.toThrow('away');
  await settled();
  acts[1]?.resolve(2);
  expect(await second).toBe(2);
});
