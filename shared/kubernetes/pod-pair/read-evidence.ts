import type { V1ContainerStateTerminated, V1Pod } from '@kubernetes/client-node';
import type { ReportOutcome } from '../../isolation/evidence.ts';
import { parseKernelReport } from '../../isolation/parse-kernel-report.ts';
import type { ClusterApis } from '../connection/cluster-apis.ts';
import { toClusterError } from '../connection/cluster-error.ts';

/** A report is never longer than a termination message, so this is more than enough for any log of ours. */
const logLimitBytes = 8192;

/**
 * Reads the report of a pod that has ended. Its termination message needs no right but to read the pod, so the log is
 * read only when that message is empty. Throws a coded error when the log could not be read and a later try may
 * succeed.
 */
export async function readEvidence(apis: ClusterApis, pod: V1Pod, nonce: string): Promise<ReportOutcome> {
  const terminated = pod.status?.containerStatuses?.find(({ name }) => name === 'probe')?.state?.terminated;
  if (!terminated) return { outcome: 'no-evidence', reason: 'The pod has not ended.' };
  if (terminated.message)
    return withExit({ ...parseKernelReport(terminated.message, nonce), channel: 'termination-message' }, terminated);
  const log = await readLog(apis, pod);
  if (log.outcome === 'no-evidence') return withExit(log, terminated);
  return withExit({ ...parseKernelReport(log.text, nonce), channel: 'log' }, terminated);
}

function withExit(
  parsed: ReportOutcome | (ReturnType<typeof parseKernelReport> & { channel: 'termination-message' | 'log' }),
  { exitCode, reason }: V1ContainerStateTerminated,
): ReportOutcome {
  if (parsed.outcome === 'report') return parsed;
  const ending =
    exitCode === 0 ? '' : ` Its container ended with exit code ${exitCode}${reason ? ` (${reason})` : ''}.`;
  return { outcome: 'no-evidence', reason: parsed.reason + ending };
}

async function readLog(
  apis: ClusterApis,
  pod: V1Pod,
): Promise<{ outcome: 'log'; text: string } | { outcome: 'no-evidence'; reason: string }> {
  try {
    const text: unknown = await apis.core.readNamespacedPodLog({
      name: pod.metadata?.name ?? '',
      namespace: pod.metadata?.namespace ?? '',
      container: 'probe',
      limitBytes: logLimitBytes,
    });
    return { outcome: 'log', text: typeof text === 'string' ? text : '' };
  } catch (error) {
    const { code, message, retryable } = toClusterError(error);
    if (code === 'Forbidden')
      return { outcome: 'no-evidence', reason: 'Its termination message is empty and we may not read its log.' };
    if (retryable) throw error;
    return { outcome: 'no-evidence', reason: `Its termination message is empty and its log unreadable: ${message}` };
  }
}
