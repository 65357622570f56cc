import { describe, expect, test } from '@jest/globals';
import { concludeWithout } from '../../shared/runs/conclude-run.ts';

describe('a run that proved nothing', () => {
  test('is remembered of the pool that it was to make', () => {
    const { status, remember } = concludeWithout('QuotaExceeded', 'no room', ['kata']);
    expect([status, remember.map(({ poolName }) => poolName)]).toEqual(['done', ['kata']]);
  });

  test.each([
    ['Cancelled', 'cancelled'],
    ['NodePoolDiffers', 'done'],
  ])('says nothing of a pool when it ended %s', (code, status) => {
    expect(concludeWithout(code, 'because', ['kata'])).toMatchObject({ status, verdict: 'inconclusive', remember: [] });
  });
});
