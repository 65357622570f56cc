import { type ApprovalRequest, composeApprovalRequest } from '../alerts/compose-approval-request.ts';
import type { Ports } from '../ports/ports.ts';
import { enqueueAlert } from './queue-alert.ts';

/**
 * Queues the message that a run waits for approval, and returns its id and how many sinks take it. Idempotent: the same run
 * gives the same message.
 */
export async function askForApproval(
  ports: Pick<Ports, 'alertStates' | 'sinks'>,
  request: ApprovalRequest,
): Promise<{ alert: string; sinks: number }> {
  const alert = composeApprovalRequest(request);
  const names = await enqueueAlert(ports, alert);
  return { alert: alert.id, sinks: names.length };
}
