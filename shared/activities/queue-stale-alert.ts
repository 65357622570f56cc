import { forEachSettled } from '../errors/for-each-settled.ts';
import type { Ports } from '../ports/ports.ts';
import type { Posture } from '../posture/posture.ts';
import { queueAlert } from './queue-alert.ts';

/**
 * Queues the alert about a proof that is too old at `at` (ISO 8601), and returns its id if one was queued. The news is
 * named after the proof's run, so people hear of one old proof once, however often it is checked.
 */
export async function queueStaleAlert(
  ports: Pick<Ports, 'alertStates' | 'sinks'>,
  posture: Posture,
  at: string,
): Promise<string | null> {
  const news = { id: `stale:${posture.runId}`, what: 'stale', at, nodes: [], flapThreshold: 1 } as const;
  return (await queueAlert(ports, posture, { ...news, nodes: [] })).alert;
}

/** The same for several pools: one that fails takes no other with it, and its error is thrown after all. */
export function queueStaleAlerts(
  ports: Pick<Ports, 'alertStates' | 'sinks'>,
  postures: readonly Posture[],
  at: string,
): Promise<void> {
  return forEachSettled(postures, (posture) => queueStaleAlert(ports, posture, at));
}
