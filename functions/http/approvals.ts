import type { InvocationContext } from '@azure/functions';
import { decideApproval } from '../../shared/activities/decide-approval.ts';
import { HttpError } from '../../shared/api/http-error.ts';
import { approveRun } from '../../shared/api/operations/runs.ts';
import type { Principal } from '../../shared/plain/principal.ts';
import { type Approval, whyNotApprover } from '../../shared/runs/approval.ts';
import { approvalDecidedEvent } from '../../shared/runs/requests.ts';
import type { RunRecord } from '../../shared/runs/run-record.ts';
import { openClient } from '../durable-client/open-client.ts';
import { raiseUnlessUnknown } from '../durable-client/raise-unless-unknown.ts';
import { answerAccepted } from '../serving/answer-accepted.ts';
import { findRun } from '../serving/find-run.ts';
import { serve } from '../serving/serve.ts';
import { adapters, settings } from '../wiring/app.ts';

serve(
  approveRun,
  async ({ params: { id }, body: { reason = null }, caller, apiUrl, context }) => {
    const run = await findRun(id);
    const waiting = refuseUnlessWaiting(run);
    if (waiting) refuseApprover(run, caller.principal);
    const approval = waiting ? await approve(run, waiting, { by: caller.principal, reason }, context) : run.approval;
    return answerAccepted({ ...run, ...(approval && { approval }) }, apiUrl);
  },
  { durable: true },
);

/** The wait that can be ended; null for a run that was approved already. */
function refuseUnlessWaiting({ runId, status, approval, cancelRequested }: RunRecord): Approval | null {
  if (approval?.state === 'approved' && !cancelRequested && status !== 'cancelled') return null;
  if (approval?.state === 'expired') throw expired(approval);
  if (approval && status === 'running' && !cancelRequested) return approval;
  throw new HttpError(
    409,
    'ApprovalNotAwaited',
    `Run ${runId} does not wait for approval: ${whyNotAwaited(status, cancelRequested)}`,
  );
}

function whyNotAwaited(status: RunRecord['status'], cancelRequested: boolean): string {
  if (status !== 'running') return 'it has ended.';
  if (cancelRequested) return 'it is being cancelled.';
  return 'it has not come to that yet, or needs none. Ask again when `approval` of the run says that it is waiting.';
}

function refuseApprover({ startedBy }: RunRecord, approver: Principal | null): void {
  const requester = startedBy?.by === 'http' ? startedBy.principal : null;
  const why = settings.approval.fourEyes ? whyNotApprover(requester, approver) : null;
  if (why === 'same')
    throw new HttpError(
      403,
      'SelfApproval',
      'Somebody else has to approve what you have asked for (KATAPROOF_APPROVAL_FOUR_EYES).',
    );
  if (why === 'unknown')
    throw new HttpError(
      403,
      'ApproverUnknown',
      'Who asked for the run is known, so who approves it must be known, too: a key names nobody (KATAPROOF_APPROVAL_FOUR_EYES).',
    );
}

/** The decision is claimed first: it may come at the moment in which the run expires, and only one of both counts. */
async function approve(
  { runId }: RunRecord,
  { until }: Approval,
  { by, reason }: Pick<Approval, 'by' | 'reason'>,
  context: InvocationContext,
): Promise<Approval> {
  const at = new Date().toISOString();
  const state = at >= until ? 'expired' : 'approved';
  const decision = {
    state,
    by: state === 'approved' ? by : null,
    reason: state === 'approved' ? reason : null,
  } as const;
  const kept: Approval = { ...(await decideApproval(adapters, { runId, decision, at })), until };
  if (kept.state === 'expired') throw expired(kept);
  await adapters.records.updateRun(runId, { approval: kept });
  // The claim is what counts, and the run looks for it now and then. The event only ends the wait at once.
  await raiseUnlessUnknown(await openClient(context), runId, approvalDecidedEvent).catch((error: unknown) =>
    context.warn('An approved run was not woken:', error instanceof Error ? error.message : ''),
  );
  return kept;
}

function expired({ until }: Approval): HttpError {
  return new HttpError(409, 'ApprovalExpired', `The run waited for approval until ${until}. Ask for it again.`);
}
