import { z } from 'zod';
import type { TypedData } from '../../app/core-api.ts';
import { type OrchestratorState, orchestratorStateSchema } from '../replay/orchestrator-action.ts';

/** What an orchestrator's function returned or threw in one turn. */
export type TurnReply = { ok: true; returnValue: TypedData | null | undefined } | { ok: false; message: string };

/**
 * When the orchestrator's own code threw, the SDK throws an error whose message has the orchestrator's state after this
 * mark.
 */
const stateMark = '$OutOfProcData$:';

const stateText = z
  .string()
  .transform((text, context): unknown => {
    try {
      return JSON.parse(text);
    } catch {
      context.addIssue({ code: 'custom', message: 'not JSON' });
      return z.NEVER;
    }
  })
  .pipe(orchestratorStateSchema);

/** Parses the orchestrator's state. When there is none, `failure` says why, and the instance fails with that text. */
export function parseTurnReply(reply: TurnReply): OrchestratorState | { failure: string } {
  const mark = reply.ok ? -1 : reply.message.indexOf(stateMark);
  if (!reply.ok && mark < 0) return { failure: reply.message };
  const text = reply.ok
    ? (reply.returnValue?.json ?? reply.returnValue?.string)
    : reply.message.slice(mark + stateMark.length);
  const parsed = stateText.safeParse(text ?? '');
  if (parsed.success) return parsed.data;
  return { failure: `The orchestrator replied with what this host can't read: ${z.prettifyError(parsed.error)}` };
}
