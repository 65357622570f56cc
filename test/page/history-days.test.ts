import { describe, expect, test } from '@jest/globals';
import type { Proof } from '../../page/api/answers.ts';
import { describeHistory, historyDays, toDays } from '../../page/parts/history-days.ts';

const now = Date.parse('2026-11-26T12:00:00.000Z');

const proof = (provenAt: string, verdict: Proof['verdict'], nodeImageVersion: string | null = 'v1'): Proof => ({
  ...{ sequence: 1, runId: 'r', provenAt, verdict, reason: '', nodesPresent: 1, nodesProven: 1, nodeImageVersion },
  ...{ digest: 'a'.repeat(64), previousDigest: null, signed: false },
});

describe('the history of a pool', () => {
  test('has a cell for each of 90 days, and one without a proof is no pass', () => {
    const days = toDays([], now);
    expect([days.length, days[0]?.day, days.at(-1)?.day]).toEqual([historyDays, '2026-08-29', '2026-11-26']);
    expect(days.every(({ verdict }) => verdict === null)).toBe(true);
    expect(describeHistory(days)).toContain('isolated on 0, no proof on 90');
  });

  test('shows of a day the worst, in whatever order it was proven', () => {
    for (const verdicts of [
      ['isolated', 'shared-kernel', 'suspect'],
      ['suspect', 'isolated', 'shared-kernel'],
    ] as const) {
      const proofs = verdicts.map((verdict, hour) => proof(`2026-11-25T1${9 - hour}:00:00.000Z`, verdict));
      expect(toDays(proofs, now).at(-2)?.verdict).toBe('shared-kernel');
    }
    const half = [proof('2026-11-25T10:00:00.000Z', 'isolated'), proof('2026-11-25T09:00:00.000Z', 'inconclusive')];
    expect(toDays(half, now).at(-2)?.verdict).toBe('inconclusive');
  });

  test('marks the day of a new image, and none where the first one is seen or none is known', () => {
    const proofs = [
      proof('2026-11-25T10:00:00.000Z', 'isolated', 'v2'),
      proof('2026-11-24T10:00:00.000Z', 'inconclusive', null),
      proof('2026-11-23T10:00:00.000Z', 'isolated', 'v1'),
    ];
    const marked = toDays(proofs, now).filter(({ newImage }) => newImage !== null);
    expect(marked).toEqual([{ day: '2026-11-25', verdict: 'isolated', newImage: 'v2' }]);
    expect(describeHistory(toDays(proofs, now))).toMatch(/inconclusive on 1 \(24 Nov\).*New node image on 25 Nov\./);
  });
});
