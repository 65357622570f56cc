import { stableHash } from '../plain/stable-hash.ts';

/** The time in which events of one subject gather before one look. */
export interface QuietWindow {
  /** The same for every event of one subject in one window, on every host. */
  id: string;
  /** The moment of the look in milliseconds since the epoch. By then the window has ended on every host's clock. */
  lookAtMs: number;
}

/** How much the clocks of two hosts may differ. */
const clockSkewMs = 5_000;

/**
 * The window that `nowMs` (milliseconds since the epoch) falls into; windows are `quietMs` long. The look comes after
 * the end of the window, so that no event of the window comes after the look. How long after differs from subject to
 * subject, so that looks do not all happen at the same moment.
 */
export function quietWindow(subjectKey: string, nowMs: number, quietMs: number): QuietWindow {
  const lengthMs = Math.max(1, quietMs);
  const index = Math.floor(nowMs / lengthMs);
  const spreadMs = Number.parseInt(stableHash(subjectKey).slice(-8), 36) % lengthMs;
  const marginMs = Math.min(clockSkewMs, lengthMs);
  return { id: `${subjectKey}-${index}`, lookAtMs: (index + 1) * lengthMs + marginMs + spreadMs };
}
