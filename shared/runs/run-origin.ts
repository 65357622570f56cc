import type { Principal } from '../plain/principal.ts';
import { shorten } from '../plain/shorten.ts';

/** What started a run. */
export type RunOrigin =
  /** `principal` is null for a caller who showed nothing but a key of the Functions host. */
  | { by: 'http'; principal: Principal | null }
  /** The first event of the quiet time whose look found the change. */
  | { by: 'event'; eventId: string; eventKind: string }
  /** The nightly check of the fleet. */
  | { by: 'night'; fleetId: string };

/** Event Grid sets no limit to ids of custom events. */
const mostIdChars = 256;

/** The origin of a run that an event led to. */
export function startedByEvent({ id, kind }: { id: string; kind: string }): RunOrigin {
  return { by: 'event', eventId: shorten(id, mostIdChars), eventKind: kind };
}
