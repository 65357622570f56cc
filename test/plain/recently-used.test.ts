import { expect, test } from '@jest/globals';
import { createRecentlyUsed } from '../../shared/plain/recently-used.ts';

test('Only the values that were used last are kept, however many keys come', () => {
  const dropped: number[] = [];
  const cache = createRecentlyUsed<number>(3, (value) => dropped.push(value));
  for (let number = 0; number < 1000; number++) {
    cache.set(`key ${number}`, number);
    expect(cache.get('key 0')).toBe(0);
  }
  expect([997, 998, 999].map((number) => cache.get(`key ${number}`))).toEqual([undefined, 998, 999]);
  expect(dropped).toEqual(Array.from({ length: 997 }, (_, index) => index + 1));
});

test('A value that is replaced or removed is dropped once', () => {
  const dropped: string[] = [];
  const cache = createRecentlyUsed<string>(2, (value) => dropped.push(value));
  cache.set('a', 'first');
  cache.set('a', 'second');
  cache.delete('a');
  cache.delete('a');
  expect(cache.get('a')).toBeUndefined();
  expect(dropped).toEqual(['first', 'second']);
});
