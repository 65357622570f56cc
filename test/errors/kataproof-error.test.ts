import { describe, expect, test } from '@jest/globals';
import { errorCodes } from '../../shared/errors/error-codes.ts';
import { toFailure } from '../../shared/errors/failure.ts';
import { KataproofError } from '../../shared/errors/kataproof-error.ts';

describe('KataproofError', () => {
  test.each(Object.entries(errorCodes))('%s is retryable or final as its code says', (code, traits) => {
    const { retryable, httpStatus } = new KataproofError(code, 'what');
    expect({ retryable, httpStatus }).toEqual(traits);
  });

  test('is final under a code of somebody else, unless told otherwise', () => {
    expect(new KataproofError('QuotaExceeded', 'what').retryable).toBe(false);
    expect(new KataproofError('QuotaExceeded', 'what', { retryable: true }).retryable).toBe(true);
    expect(new KataproofError('toString', 'what').retryable).toBe(false);
  });

  test('never holds a token in its message', () => {
    expect(new KataproofError('Unexpected', 'Bearer abcdef0123456789').message).toBe('Bearer [removed]');
  });
});

describe('toFailure', () => {
  test('keeps what a coded error says', () => {
    const error = new KataproofError('Throttled', 'Slow down.', { retryAfterMs: 7000 });
    expect(toFailure(error)).toEqual({
      code: 'Throttled',
      message: 'Slow down.',
      retryable: true,
      retryAfterMs: 7000,
    });
  });

  test('takes a surprise for retryable and says what caused it', () => {
    const error = new TypeError('fetch failed', { cause: new Error('getaddrinfo ENOTFOUND x') });
    expect(toFailure(error)).toEqual({
      code: 'Unexpected',
      message: 'fetch failed: getaddrinfo ENOTFOUND x',
      retryable: true,
      retryAfterMs: null,
    });
  });

  test.each([
    ['a text', 'no way', 'no way'],
    ['nothing', undefined, 'Something failed without saying why.'],
    ['a secret', new Error('at https://x?sig=SECRET'), 'at https://x?[removed]'],
  ])('makes a failure of %s', (_what, thrown, message) => {
    expect(toFailure(thrown).message).toBe(message);
  });

  test('ends where causes go in a circle', () => {
    const [one, other] = [new Error('one'), new Error('other')];
    Object.assign(one, { cause: other });
    Object.assign(other, { cause: one });
    expect(toFailure(one).message).toBe('one: other');
  });

  test('cuts a message that would fill the history', () => {
    expect(toFailure(new Error('no '.repeat(9000))).message).toHaveLength(2000);
  });

  test('survives JSON', () => {
    const failure = toFailure(new Error('x'));
    expect(JSON.parse(JSON.stringify(failure))).toEqual(failure);
  });
});
