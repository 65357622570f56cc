import { describe, expect, test } from '@jest/globals';
import { type Announced, decideAlert, type News, neverAnnounced } from '../../shared/alerts/decide-alert.ts';
import type { Verdict } from '../../shared/isolation/evidence.ts';

const verdicts: Verdict[] = ['isolated', 'shared-kernel', 'suspect', 'inconclusive'];
const letters = { isolated: 'I', 'shared-kernel': 'K', suspect: 'S', inconclusive: '?' } as const;

function tell(news: News[], flapThreshold: number): (string | null)[] {
  let state: Announced = neverAnnounced;
  return news.map((item) => {
    const decision = decideAlert(state, item, flapThreshold);
    state = decision.next;
    return decision.alert;
  });
}

/**
 * The alerts after each of three verdicts, for a flap threshold of two: o opened, w worsened, r resolved, - nothing.
 * This is the table of docs/alerts.md, written by hand and not by the code.
 */
const table: Record<string, string> = {
  III: '---',
  IIK: '--o',
  IIS: '--o',
  'II?': '---',
  IKI: '-or',
  IKK: '-o-',
  IKS: '-o-',
  'IK?': '-o-',
  ISI: '-or',
  ISK: '-ow',
  ISS: '-o-',
  'IS?': '-o-',
  'I?I': '---',
  'I?K': '--o',
  'I?S': '--o',
  'I??': '--o',
  KII: 'or-',
  KIK: 'oro',
  KIS: 'oro',
  'KI?': 'or-',
  KKI: 'o-r',
  KKK: 'o--',
  KKS: 'o--',
  'KK?': 'o--',
  KSI: 'o-r',
  KSK: 'o--',
  KSS: 'o--',
  'KS?': 'o--',
  'K?I': 'o-r',
  'K?K': 'o--',
  'K?S': 'o--',
  'K??': 'o--',
  SII: 'or-',
  SIK: 'oro',
  SIS: 'oro',
  'SI?': 'or-',
  SKI: 'owr',
  SKK: 'ow-',
  SKS: 'ow-',
  'SK?': 'ow-',
  SSI: 'o-r',
  SSK: 'o-w',
  SSS: 'o--',
  'SS?': 'o--',
  'S?I': 'o-r',
  'S?K': 'o-w',
  'S?S': 'o--',
  'S??': 'o--',
  '?II': '---',
  '?IK': '--o',
  '?IS': '--o',
  '?I?': '---',
  '?KI': '-or',
  '?KK': '-o-',
  '?KS': '-o-',
  '?K?': '-o-',
  '?SI': '-or',
  '?SK': '-ow',
  '?SS': '-o-',
  '?S?': '-o-',
  '??I': '-or',
  '??K': '-ow',
  '??S': '-ow',
  '???': '-o-',
};

describe('decideAlert, for every sequence of three verdicts', () => {
  const sequences = verdicts.flatMap((a) => verdicts.flatMap((b) => verdicts.map((c) => [a, b, c])));

  test('the table covers them all', () => {
    expect(sequences.map((sequence) => sequence.map((verdict) => letters[verdict]).join('')).sort()).toEqual(
      Object.keys(table).sort(),
    );
  });

  test.each(sequences)('%s, %s, %s', (...sequence) => {
    const key = sequence.map((verdict) => letters[verdict]).join('');
    expect(
      tell(sequence, 2)
        .map((alert) => alert?.[0] ?? '-')
        .join(''),
    ).toBe(table[key]);
  });
});

describe('decideAlert', () => {
  test('tells the first inconclusive at once when the threshold is one', () => {
    expect(tell(['inconclusive', 'inconclusive', 'isolated'], 1)).toEqual(['opened', null, 'resolved']);
  });

  test('counts only inconclusive verdicts in a row', () => {
    expect(
      tell(['inconclusive', 'inconclusive', 'isolated', 'inconclusive', 'inconclusive', 'inconclusive'], 3),
    ).toEqual([null, null, null, null, null, 'opened']);
  });

  test('tells once that a proof grew stale, and that it is fresh again', () => {
    expect(tell(['isolated', 'stale', 'stale', 'isolated', 'stale'], 2)).toEqual([
      null,
      'stale',
      null,
      'resolved',
      'stale',
    ]);
  });

  test('does not add staleness to a pool that is announced as not isolated', () => {
    expect(tell(['shared-kernel', 'stale', 'isolated'], 2)).toEqual(['opened', null, 'resolved']);
  });

  test('tells of a shared kernel after staleness was told', () => {
    expect(tell(['isolated', 'stale', 'shared-kernel'], 2)).toEqual([null, 'stale', 'opened']);
  });
});
