import { stableHash } from '../plain/stable-hash.ts';

export interface QuietWindow {
  /** The same for every event of the same subject in the same window, on every host. */
  id: string;
  /** When the subject may be looked at, milliseconds since the epoch: the window is over by then for every host's clock. */
  lookAtMs: number;
}

/** How far apart the clocks of two hosts may be. */
const clockSkewMs = 5_000;

/**
 * The stretch of time in which events of one subject (a pool, a cluster) are let gather. The look comes after the window's
 * end, so that an event of the window never comes after it; how long after differs from subject to subject, so that not
 * everything is looked at in the same moment.
 */
export function quietWindow(subjectKey: string, nowMs: number, quietMs: number): QuietWindow {
  const lengthMs = Math.max(1, quietMs);
  const index = Math.floor(nowMs / lengthMs);
  const spreadMs = Number.parseInt(stableHash(subjectKey).slice(-8), 36) % lengthMs;
  const marginMs = Math.min(clockSkewMs, lengthMs);
  return { id: `${subjectKey}-${index}`, lookAtMs: (index + 1) * lengthMs + marginMs + spreadMs };
}
