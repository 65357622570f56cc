import { describe, expect, test } from '@jest/globals';
import { inWords, kindOf, Problem, toProblem } from '../../page/api/problem.ts';

describe('a problem in words', () => {
  test('leads to the line of the log only where there is a message that does', () => {
    expect(inWords(new Problem('broken', { message: 'Invocation 1 tells more.' })).todo).toContain('the message leads');
    expect(inWords(new Problem('broken')).todo).toMatch(/said nothing more.*health and the log/);
  });

  test('says when to try again where the API has', () => {
    expect(inWords(new Problem('throttled', { retryAfterSeconds: 7 })).todo).toBe('Try again in 7 seconds.');
  });

  test('is the network only where that is known: a mistake of the page is told as one', () => {
    expect(toProblem(new Problem('offline'))?.kind).toBe('offline');
    expect(toProblem(new TypeError('page.value is not iterable'))).toMatchObject({
      kind: 'unreadable',
      message: 'TypeError: page.value is not iterable',
    });
    expect(toProblem(new DOMException('given up', 'AbortError'))).toBeNull();
  });

  test.each([
    [401, 'signed-out'],
    [403, 'forbidden'],
    [404, 'missing'],
    [409, 'refused'],
    [424, 'unreachable'],
    [429, 'throttled'],
    [502, 'broken'],
    [503, 'unreachable'],
  ] as const)('is told apart by its status (%i)', (status, kind) => {
    expect(kindOf(status)).toBe(kind);
  });
});
