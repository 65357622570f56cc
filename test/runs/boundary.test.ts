import { describe, expect, test } from '@jest/globals';
import { asOutcome } from '../../shared/activities/outcome.ts';
import {
  boundaryBytes,
  chunksWithin,
  mostBoundaryBytes,
  refuseCrossing,
  takeWithin,
} from '../../shared/runs/boundary.ts';
import { askOnce } from '../../shared/workflow/typed-call.ts';

const large = { text: 'x'.repeat(mostBoundaryBytes / 2) };

describe('what is too large for Durable Functions', () => {
  test('is counted in UTF-16, as Azure Storage counts', () => {
    expect(boundaryBytes({ a: 'ü' })).toBe(2 * '{"a":"ü"}'.length);
    expect([refuseCrossing({ a: 1 }, 'It'), refuseCrossing(large, 'It')?.code]).toEqual([null, 'ValueTooLarge']);
  });

  test('is a failure of the activity that answers it', async () => {
    const outcome = await asOutcome(async () => large);
    expect(outcome).toMatchObject({ ok: false, failure: { code: 'ValueTooLarge', retryable: false } });
  });

  test('is a failure before an activity is called with it', () => {
    const context = {} as Parameters<typeof askOnce>[0];
    const asked = askOnce(context)('forgetOld', { before: large.text }).next();
    expect(asked).toMatchObject({ done: true, value: { ok: false, failure: { code: 'ValueTooLarge' } } });
  });
});

describe('a list that is passed on in parts', () => {
  const items = ['a', 'b'.repeat(10), 'c', 'd'];

  test('is cut by number and by size, and always gets on', () => {
    expect(takeWithin(items, 2, 1000)).toEqual(['a', 'b'.repeat(10)]);
    expect(takeWithin(items, 4, 10)).toEqual(['a']);
    expect(takeWithin(items.slice(1), 4, 1)).toEqual(['b'.repeat(10)]);
    expect(takeWithin([], 4, 1)).toEqual([]);
  });

  test('is whole in the end, in its order', () => {
    expect(chunksWithin(items, 3, 32).flat()).toEqual(items);
    expect(chunksWithin(items, 3, 32)).toEqual([
      ['a', 'b'.repeat(10)],
      ['c', 'd'],
    ]);
  });
});
