import { z } from 'zod';
import type { TypedData } from '../../app/core-api.ts';
import { type OrchestratorState, orchestratorStateSchema } from '../replay/orchestrator-action.ts';

/** What an orchestrator's function replied in one turn. */
export type TurnReply = { ok: true; returnValue: TypedData | null | undefined } | { ok: false; message: string };

/** The SDK throws the orchestrator's state behind this mark when the orchestrator's own code threw. */
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

/** The orchestrator's state, or why there is none: then the instance fails with that. */
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
