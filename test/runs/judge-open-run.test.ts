import { describe, expect, test } from '@jest/globals';
import { judgeOpenRun } from '../../shared/runs/judge-open-run.ts';

const minute = 60_000;
const started = Date.parse('2026-11-20T10:00:00.000Z');
const expires = started + 90 * minute;

const judge = (taskHub: string | undefined, life: 'alive' | 'ended' | 'absent', nowMs: number) =>
  judgeOpenRun(
    {
      ...(taskHub !== undefined && { taskHub }),
      startedAt: new Date(started).toISOString(),
      expiresAt: new Date(expires).toISOString(),
    },
    { hub: 'Kataproof/blue', life, nowMs },
  );

const [young, old, late, veryLate] = [
  started + minute,
  started + 60 * minute,
  expires + minute,
  expires + 5 * 60 * minute,
];

describe('a run of this hub', () => {
  test.each([
    ['alive', young, null],
    ['alive', old, null],
    ['alive', late, 'expired'],
    ['ended', young, 'abandoned'],
    ['ended', old, 'abandoned'],
    ['absent', young, null],
    ['absent', old, 'abandoned'],
  ] as const)('that is %s at %d is %s', (life, nowMs, judged) => {
    expect(judge('Kataproof/blue', life, nowMs)).toBe(judged);
  });
});

describe('a run of another hub', () => {
  test.each(['alive', 'ended', 'absent'] as const)('is left to that hub, although it is %s here', (life) => {
    for (const nowMs of [young, old, late]) expect(judge('Kataproof/green', life, nowMs)).toBeNull();
  });

  test('is closed when its own hub has not done so long after its expiry', () => {
    expect(judge('Kataproof/green', 'absent', veryLate)).toBe('abandoned');
    expect(judge('Kataproof/green', 'ended', veryLate)).toBe('abandoned');
  });
});

describe('a run of an earlier version, which names no hub', () => {
  test('belongs to a hub that knows it', () => {
    expect(judge(undefined, 'ended', old)).toBe('abandoned');
    expect(judge(undefined, 'alive', late)).toBe('expired');
  });

  test('is closed by any other long after its expiry', () => {
    expect([judge(undefined, 'absent', old), judge(undefined, 'absent', veryLate)]).toEqual([null, 'abandoned']);
  });
});
