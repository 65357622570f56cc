import { type Condition, hasEnded, setCondition, statusOf } from '../../api/pod-shapes.ts';
import type { KubeObject } from '../../api/seams.ts';
import { isActive, isReady, type PodTemplate } from './owned-pods.ts';

/** The fields of a Job that the emulated Job controller reads and writes. */
export interface JobSpec {
  parallelism: number;
  completions?: number;
  backoffLimit: number;
  activeDeadlineSeconds?: number;
  ttlSecondsAfterFinished?: number;
  suspend?: boolean;
  template: PodTemplate;
  selector?: { matchLabels?: Record<string, string> };
}

export interface JobStatus {
  active?: number;
  ready?: number;
  succeeded?: number;
  failed?: number;
  terminating?: number;
  startTime?: string;
  completionTime?: string;
  conditions?: Condition[];
  uncountedTerminatedPods?: Record<string, never>;
}

/** How a Job ended, as in its last condition. */
export interface JobOutcome {
  type: 'Complete' | 'Failed';
  reason: string;
  message: string;
}

export const jobSpecOf = (job: KubeObject): JobSpec => job['spec'] as JobSpec;
export const jobStatusOf = (job: KubeObject): JobStatus => (job['status'] ?? {}) as JobStatus;

/** Returns when a Job finished, or null while it has not. */
export function finishedAt(job: KubeObject): string | null {
  const condition = jobStatusOf(job).conditions?.find(
    ({ type, status }) => (type === 'Complete' || type === 'Failed') && status === 'True',
  );
  return condition?.lastTransitionTime ?? null;
}

/**
 * Returns the status with the current counts. `uncounted` are the pods that have ended since the last count. The time
 * of a suspended Job does not start (`timestamp` is null).
 */
export function countPods(
  before: JobStatus,
  pods: KubeObject[],
  uncounted: KubeObject[],
  timestamp: string | null,
): JobStatus {
  const status = structuredClone(before);
  const succeeded = uncounted.filter((pod) => statusOf(pod).phase === 'Succeeded').length;
  const failed = uncounted.length - succeeded;
  const active = pods.filter(isActive);
  if (timestamp !== null) status.startTime ??= timestamp;
  if (active.length > 0) status.active = active.length;
  else delete status.active;
  status.ready = active.filter(isReady).length;
  status.terminating = pods.filter((pod) => !hasEnded(pod) && pod.metadata.deletionTimestamp).length;
  if (succeeded > 0) status.succeeded = (status.succeeded ?? 0) + succeeded;
  if (failed > 0) status.failed = (status.failed ?? 0) + failed;
  status.uncountedTerminatedPods = {};
  return status;
}

const conditionOf = ({ reason, message }: JobOutcome, type: string, timestamp: string): Condition => ({
  type,
  status: 'True',
  reason,
  message,
  lastProbeTime: timestamp,
});

/** Returns the status of a Job that will have failed when its last pod has ended. */
export function announceFailure(before: JobStatus, outcome: JobOutcome, timestamp: string): JobStatus {
  if (announcedFailure(before)) return before;
  const status = structuredClone(before);
  status.conditions ??= [];
  setCondition(status.conditions, conditionOf(outcome, 'FailureTarget', timestamp), timestamp);
  return status;
}

/** Returns the failure that a condition has announced, or null. */
export function announcedFailure({ conditions }: JobStatus): JobOutcome | null {
  const target = conditions?.find(({ type, status }) => type === 'FailureTarget' && status === 'True');
  return target ? { type: 'Failed', reason: target.reason ?? '', message: target.message ?? '' } : null;
}

/**
 * Returns the status of a Job that ends. The first condition says why it will end, the second one that it has ended.
 */
export function finishStatus(before: JobStatus, outcome: JobOutcome, timestamp: string): JobStatus {
  const status = structuredClone(before);
  const { type } = outcome;
  status.conditions ??= [];
  const isKnown = announcedFailure(before) !== null;
  for (const each of [...(isKnown ? [] : [type === 'Complete' ? 'SuccessCriteriaMet' : 'FailureTarget']), type])
    setCondition(status.conditions, conditionOf(outcome, each, timestamp), timestamp);
  if (type === 'Complete') status.completionTime = timestamp;
  status.ready = 0;
  delete status.active;
  return status;
}
