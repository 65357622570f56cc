import { describe, expect, test } from '@jest/globals';
import { judgeStaleness } from '../../shared/isolation/is-stale.ts';

const proof = { provenAt: '2026-11-20T10:00:00.000Z', nodeImageVersion: 'image-1' };
const at = (time: string, nodeImageVersion: string | null = 'image-1') =>
  judgeStaleness(proof, { at: time, nodeImageVersion, freshForMs: 3_600_000 });

describe('judgeStaleness', () => {
  test('a proof is fresh up to its limit and stale after it', () => {
    expect(at('2026-11-20T11:00:00.000Z')).toEqual({ stale: false });
    expect(at('2026-11-20T11:00:00.001Z').stale).toBe(true);
  });
  test('a proof is stale once the node image is another or unknown', () => {
    expect(at('2026-11-20T10:01:00.000Z', 'image-2')).toMatchObject({ stale: true });
    expect(at('2026-11-20T10:01:00.000Z', null)).toMatchObject({ stale: true });
  });
  test('a proof from the future or without a date is stale', () => {
    expect(at('2026-11-20T09:00:00.000Z').stale).toBe(true);
    expect(at('not a date').stale).toBe(true);
    expect(at('2026-11-20T09:59:00.000Z')).toEqual({ stale: false });
  });
});
