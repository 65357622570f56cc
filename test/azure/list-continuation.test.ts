import { expect, test } from '@jest/globals';
import { toContinuation, toNextQuery } from '../../shared/azure/list-continuation.ts';

test('keeps of a nextLink where the list goes on, and neither host nor signature', () => {
  const nextLink =
    'https://elsewhere.example/subscriptions/x?api-version=2026-06-01&%24skipToken=aB%2F%3D&t=1&sig=secret';
  const continuation = toContinuation(nextLink) ?? '';
  expect(Object.fromEntries(new URLSearchParams(toNextQuery(continuation)))).toEqual({
    'api-version': '2026-06-01',
    $skipToken: 'aB/=',
  });
});

test('is null after the last page', () => {
  expect(toContinuation(undefined)).toBeNull();
});

test('refuses a nextLink that does not say where the list goes on', () => {
  expect(() => toContinuation('https://management.azure.com/subscriptions/x?api-version=2026-06-01')).toThrow(/where/);
});
