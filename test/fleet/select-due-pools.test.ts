import { describe, expect, test } from '@jest/globals';
import { ageOfProof, dueWithinMs, type PoolOnRecord, selectDuePools } from '../../shared/fleet/select-due-pools.ts';

const hour = 3_600_000;
const at = '2026-03-10T02:00:00.000Z';
const fromNow = (hours: number) => new Date(Date.parse(at) + hours * hour).toISOString();
const now = { at, dueWithinMs: 25 * hour };
const image = 'AKSAzureLinux-V3katagen2-202603.01.0';

const posture = (poolName: string, change: Partial<PoolOnRecord> = {}): PoolOnRecord => ({
  poolName,
  verdict: 'isolated',
  provenAt: fromNow(-24),
  freshUntil: fromNow(144),
  nodeImageVersion: image,
  changing: false,
  retired: false,
  ...change,
});
const pool = (poolName: string, nodeImageVersion: string | null = image) => ({ poolName, nodeImageVersion });
const why = (known: PoolOnRecord[], nodeImageVersion: string | null = image) =>
  selectDuePools(known, [pool('kata', nodeImageVersion)], now).map((due) => due.why);

describe('a pool', () => {
  test.each<[string, PoolOnRecord[], string[]]>([
    ['without a posture is due', [], ['never-proven']],
    ['that was retired and is there again is due', [posture('kata', { retired: true })], ['never-proven']],
    ['with a fresh proof is not due', [posture('kata')], []],
    ['is known however its name is spelled', [posture('KATA')], []],
    ['is due when its proof has grown too old', [posture('kata', { freshUntil: at })], ['stale']],
    ['is due while it is changing', [posture('kata', { changing: true })], ['stale']],
    [
      'is due when its proof would not last until the next night',
      [posture('kata', { freshUntil: fromNow(24) })],
      ['due-soon'],
    ],
    [
      'that could not be checked is due, however lately',
      [posture('kata', { verdict: 'inconclusive' })],
      ['not-isolated'],
    ],
    ['that shares a kernel is looked at again', [posture('kata', { verdict: 'shared-kernel' })], ['not-isolated']],
  ])('%s', (_claim, known, expected) => {
    expect(why(known)).toEqual(expected);
  });

  test('is due when its node image is another', () => {
    expect(why([posture('kata')], 'AKSAzureLinux-V3katagen2-202603.08.0')).toEqual(['stale']);
  });

  test('is judged by its age alone where nobody tells the node image', () => {
    expect(why([posture('kata')], null)).toEqual([]);
  });
});

describe('the age of a proof', () => {
  test.each<[string, Partial<PoolOnRecord>, string]>([
    ['is fresh while no night would renew it', {}, 'fresh'],
    ['is due once it would not last until the next night', { freshUntil: fromNow(25) }, 'due'],
    ['is fresh a moment before that', { freshUntil: fromNow(25.001) }, 'fresh'],
    ['is due where the pool is not isolated, however lately', { verdict: 'shared-kernel' }, 'due'],
    ['is stale from its limit on', { freshUntil: at }, 'stale'],
    ['is stale where the pool is not isolated either', { verdict: 'suspect', freshUntil: at }, 'stale'],
    ['is stale while the pool changes', { changing: true }, 'stale'],
    ['is stale of a pool that is gone', { retired: true }, 'stale'],
  ])('%s', (_claim, change, expected) => {
    expect(ageOfProof(posture('kata', change), { at, nodeImageVersion: null })).toBe(expected);
  });

  test('is stale under another node image, where it is known', () => {
    const other = 'AKSAzureLinux-V3katagen2-202603.08.0';
    expect(ageOfProof(posture('kata'), { at, nodeImageVersion: other })).toBe('stale');
  });

  test('is that by which the night chooses', () => {
    expect(dueWithinMs).toBe(now.dueWithinMs);
    for (const change of [{}, { freshUntil: fromNow(24) }, { freshUntil: at }, { verdict: 'suspect' as const }]) {
      const known = posture('kata', change);
      const chosen = selectDuePools([known], [pool('kata')], now).length > 0;
      expect(ageOfProof(known, { at, nodeImageVersion: image }) !== 'fresh').toBe(chosen);
    }
  });
});

test('what was never proven comes first, then the oldest proof', () => {
  const known = [
    posture('young', { freshUntil: at, provenAt: fromNow(-200) }),
    posture('old', { freshUntil: at, provenAt: fromNow(-300) }),
    posture('fresh'),
  ];
  const due = selectDuePools(
    known,
    ['fresh', 'young', 'old', 'new'].map((name) => pool(name)),
    now,
  );
  expect(due.map(({ poolName }) => poolName)).toEqual(['new', 'old', 'young']);
});
