import type { Ports } from '../ports/ports.ts';
import type { Posture } from '../posture/posture.ts';
import { queueAlert } from './queue-alert.ts';

/**
 * Queues what people are to be told of a proof that grew too old. The news is named after the proof, so that any number of
 * checks of the same old proof tell of it once. `at`: ISO 8601.
 */
export function queueStaleAlert(
  ports: Pick<Ports, 'alertStates' | 'sinks'>,
  posture: Posture,
  at: string,
): Promise<string | null> {
  return queueAlert(ports, posture, { id: `stale:${posture.runId}`, what: 'stale', at, nodes: [], flapThreshold: 1 });
}
