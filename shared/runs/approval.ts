import { z } from 'zod';
import type { Principal } from '../plain/principal.ts';

/** Whether a run that waits for approval may go on, as its record says. */
export interface Approval {
  state: 'waiting' | 'approved' | 'expired';
  /** Until when the run waits, or has waited (ISO 8601). */
  until: string;
  /** When it was decided (ISO 8601); null while it waits. */
  at: string | null;
  /** Who approved; null for a caller who showed nothing but a key, and where nobody has approved. */
  by: Principal | null;
  /** What the approver gave as reason; null for nothing. */
  reason: string | null;
}

/** What a run that waits for approval needs to know. */
export interface ApprovalOrder {
  /** How long it waits, in milliseconds. */
  forMs: number;
  /** Where the run is read, for those who are told. It holds no key. */
  runUrl: string;
}

/** How the wait ended. Only the first decision is kept, whoever comes later. */
export type Decision = Pick<Approval, 'by' | 'reason'> & { state: 'approved' | 'expired' };

/** The code of a run that nobody has approved in time. */
export const approvalExpired = 'ApprovalExpired';

/** Under which key the decision about a run is claimed (RunClaims). */
export function approvalKey(runId: string): string {
  return `approval|${runId}`;
}

const decision = z.object({
  state: z.enum(['approved', 'expired']),
  by: z.object({ id: z.string().nullable(), name: z.string().nullable(), provider: z.string().nullable() }).nullable(),
  reason: z.string().nullable(),
}) satisfies z.ZodType<Decision>;

/** The decision as a text, which a claim keeps. */
export function formatDecision({ state, by, reason }: Decision): string {
  return JSON.stringify({ state, by, reason });
}

/** Parses what a claim has kept. Throws ZodError for what is no decision. */
export function parseDecision(kept: string): Decision {
  return decision.parse(JSON.parse(kept));
}

/**
 * Why this caller may not approve what that one has asked for, where four eyes are wanted; null when he may. Who showed
 * nothing but a key is nobody in particular: he is not known to be another one than a requester who is known. Where the
 * requester himself is not known, nothing can be compared.
 */
export function whyNotApprover(requester: Principal | null, approver: Principal | null): 'same' | 'unknown' | null {
  if (!requester) return null;
  if (!approver) return 'unknown';
  return identityOf(requester) === identityOf(approver) ? 'same' : null;
}

function identityOf({ provider, id, name }: Principal): string {
  return `${provider ?? ''}|${id ?? name ?? ''}`.toLowerCase();
}
