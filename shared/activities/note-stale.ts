import type { AlertSinks } from '../ports/alert-sinks.ts';
import type { AlertStates } from '../ports/alert-states.ts';
import type { Posture } from '../ports/postures.ts';
import { queueAlert } from './record-posture.ts';

/**
 * Queues what people are to be told of a proof that grew too old. The news is named after the proof, so that any number of
 * looks at the same old proof tell of it once.
 */
export function noteStale(
  ports: { alertStates: AlertStates; sinks: AlertSinks },
  posture: Posture,
  at: string,
): Promise<string | null> {
  return queueAlert(ports, `stale:${posture.runId}`, posture, [], 1, 'stale', at);
}
