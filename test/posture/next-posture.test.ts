import { describe, expect, test } from '@jest/globals';
import { isStalePosture, markPosture, nextPosture, type PoolNews } from '../../shared/posture/next-posture.ts';

const news: PoolNews = {
  verdict: 'isolated',
  reason: 'all is well',
  nodesPresent: 3,
  nodesProven: 3,
  runId: 'r1',
  provenAt: '2026-01-01T00:00:00.000Z',
  nodeImageVersion: 'AKSAzureLinux-V3katagen2-202608.20.0',
  evidenceHash: null,
  evidenceSince: '2025-12-31T23:50:00.000Z',
  changing: false,
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

describe('a pool that changes', () => {
  const at = (minute: number) => `2026-01-02T00:${String(minute).padStart(2, '0')}:00.000Z`;
  const proof = { ...news, evidenceSince: at(10), provenAt: at(20) };
  const marked = (minute: number) => first && { ...first, ...markPosture(first, at(minute)) };

  test('is no longer changing once evidence was read after the last sign of it', () => {
    expect(marked(9)).toMatchObject({ changing: true, changingSince: at(9) });
    expect(nextPosture(marked(9), proof, dayMs)).toMatchObject({ changing: false, changingSince: null });
  });

  test('stays changing when the sign came between the first evidence and the end of the run', () => {
    expect(nextPosture(marked(15), proof, dayMs)).toMatchObject({ changing: true, changingSince: at(15) });
  });

  test('stays changing when the run read no evidence', () => {
    expect(nextPosture(marked(9), { ...proof, evidenceSince: null }, dayMs)).toMatchObject({ changing: true });
  });

  test('is changing when Azure says so at the end of the run', () => {
    expect(nextPosture(first, { ...proof, changing: true }, dayMs)).toMatchObject({ changingSince: at(20) });
  });

  test('is marked by a sign that comes late, if it is younger than the evidence, and not by an older one', () => {
    const proven = nextPosture(first, proof, dayMs);
    expect(proven && markPosture(proven, at(15))).toEqual({ changing: true, changingSince: at(15) });
    expect(proven && markPosture(proven, at(9))).toBeNull();
  });

  test('keeps the latest of several signs', () => {
    const posture = marked(9);
    expect(posture && markPosture(posture, at(8))).toBeNull();
    expect(posture && markPosture(posture, at(12))).toMatchObject({ changingSince: at(12) });
  });

  test('loses a mark of an earlier version, which has no time, with the next proof', () => {
    const old = first && { ...first, changing: true };
    expect(nextPosture(old, proof, dayMs)).toMatchObject({ changing: false });
  });
});

describe('isStalePosture', () => {
  const posture = first ?? { ...news, since: '', freshUntil: '', changingSince: null, retired: false };
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
