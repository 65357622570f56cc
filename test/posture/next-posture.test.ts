import { describe, expect, test } from '@jest/globals';
import { isStalePosture, nextPosture, type PoolNews } from '../../shared/posture/next-posture.ts';

const news: PoolNews = {
  verdict: 'isolated',
  reason: 'all is well',
  nodesPresent: 3,
  nodesProven: 3,
  runId: 'r1',
  provenAt: '2026-01-01T00:00:00.000Z',
  nodeImageVersion: 'AKSAzureLinux-V3katagen2-202608.20.0',
  evidenceHash: null,
};
const dayMs = 86_400_000;
const first = nextPosture(null, news, dayMs);

describe('nextPosture', () => {
  test('is fresh for as long as it is told', () => {
    expect(first).toMatchObject({ since: news.provenAt, freshUntil: '2026-01-02T00:00:00.000Z', changing: false });
  });

  test('keeps since when while the verdict stays, and not when it changes', () => {
    const later = { ...news, provenAt: '2026-01-03T00:00:00.000Z' };
    expect(nextPosture(first, later, dayMs)).toMatchObject({ since: news.provenAt });
    expect(nextPosture(first, { ...later, verdict: 'suspect' }, dayMs)).toMatchObject({ since: later.provenAt });
  });

  test('ignores a run that ended before the one on record', () => {
    expect(nextPosture(first, { ...news, provenAt: '2025-12-31T00:00:00.000Z' }, dayMs)).toBeNull();
  });

  test('is the same when the same run is recorded twice', () => {
    expect(nextPosture(first, news, dayMs)).toEqual(first);
  });
});

describe('isStalePosture', () => {
  const posture = first ?? { ...news, since: '', freshUntil: '', changing: false, retired: false };
  const now = { at: '2026-01-01T12:00:00.000Z', nodeImageVersion: news.nodeImageVersion };

  test('is fresh before its limit, under the same image', () => {
    expect(isStalePosture(posture, now)).toBe(false);
    expect(isStalePosture(posture, { ...now, nodeImageVersion: null })).toBe(false);
  });

  test('is stale at its limit, under another image, and while the pool changes', () => {
    expect(isStalePosture(posture, { ...now, at: posture.freshUntil })).toBe(true);
    expect(isStalePosture(posture, { ...now, nodeImageVersion: 'AKSAzureLinux-V3katagen2-202609.01.0' })).toBe(true);
    expect(isStalePosture({ ...posture, changing: true }, now)).toBe(true);
  });
});
