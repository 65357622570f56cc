import type { RunRecord } from './run-record.ts';

/** What a task hub says of the orchestration of a run. `absent`: it knows none of that id. */
export type RunLife = 'alive' | 'ended' | 'absent';

/**
 * A run is recorded a moment before its orchestration starts, so a very young run without an instance is not abandoned.
 */
const settlingMs = 5 * 60_000;

/**
 * How long after its expiry a run of another hub is left to the sweep of that hub. By then that sweep has closed it,
 * unless the hub is gone for good.
 */
const foreignGraceMs = 2 * 60 * 60_000;

/**
 * What the sweep of the task hub `hub` makes of a run that has not ended, at `nowMs` (milliseconds since the epoch):
 * null to leave it alone, `abandoned` when nothing executes it any more, `expired` when something still does although
 * its time is over. `life` is what that very hub says, which means nothing for a run of another hub.
 */
export function judgeOpenRun(
  run: Pick<RunRecord, 'taskHub' | 'startedAt' | 'expiresAt'>,
  { hub, life, nowMs }: { hub: string; life: RunLife; nowMs: number },
): 'abandoned' | 'expired' | null {
  const sinceExpiryMs = nowMs - Date.parse(run.expiresAt);
  if (!isOf(run, hub, life) && sinceExpiryMs < foreignGraceMs) return null;
  switch (life) {
    case 'alive':
      return sinceExpiryMs >= 0 ? 'expired' : null;
    case 'ended':
      return 'abandoned';
    case 'absent':
      return nowMs - Date.parse(run.startedAt) >= settlingMs ? 'abandoned' : null;
  }
}

/** A run of an earlier version names no hub; it belongs to one that knows it. */
function isOf({ taskHub }: Pick<RunRecord, 'taskHub'>, hub: string, life: RunLife): boolean {
  return taskHub === undefined ? life !== 'absent' : taskHub === hub;
}
