import type { V1ContainerStatus, V1Pod } from '@kubernetes/client-node';
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
  const container = pod.status?.containerStatuses?.find(({ name }) => name === 'probe');
  const terminated = container?.state?.terminated;
  if (!terminated) return { outcome: 'no-evidence', reason: 'The pod has not ended.' };
  const irregular = describeIrregularEnd(container);
  if (terminated.message)
    return withEnd({ ...parseKernelReport(terminated.message, nonce), channel: 'termination-message' }, irregular);
  const log = await readLog(apis, pod);
  if (log.outcome === 'no-evidence') return withEnd(log, irregular);
  return withEnd({ ...parseKernelReport(log.text, nonce), channel: 'log' }, irregular);
}

/** A report counts only if the probe ran once and to its end, which is exit code 0. Null when it did. */
function describeIrregularEnd({ restartCount, lastState, state }: V1ContainerStatus): string | null {
  const { exitCode, reason = 'Completed' } = state?.terminated ?? {};
  if (exitCode !== 0) return `Its container ended with exit code ${exitCode ?? 'unknown'} (${reason}).`;
  if (reason !== 'Completed') return `Its container ended as ${reason}.`;
  if (restartCount > 0 || lastState?.terminated) return `Its container was started ${restartCount + 1} times.`;
  return null;
}

function withEnd(
  parsed: ReportOutcome | (ReturnType<typeof parseKernelReport> & { channel: 'termination-message' | 'log' }),
  irregular: string | null,
): ReportOutcome {
  if (irregular === null) return parsed;
  const reason = parsed.outcome === 'report' ? 'The report does not count.' : parsed.reason;
  return { outcome: 'no-evidence', reason: `${reason} ${irregular}` };
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
