import { kubernetesTime } from '../../api/kubernetes-time.ts';
import { hasEnded, setCondition } from '../../api/pod-shapes.ts';
import type { KubeObject } from '../../api/seams.ts';
import { trackingFinalizer } from './job-pods.ts';
import {
  announcedFailure,
  announceFailure,
  countPods,
  finishedAt,
  finishStatus,
  type JobOutcome,
  type JobSpec,
  type JobStatus,
  jobSpecOf,
  jobStatusOf,
} from './job-status.ts';
import { isActive } from './owned-pods.ts';

/** What the controller remembers about a Job between two syncs, because the Job itself does not have it. */
export interface JobMemory {
  /** After a failed pod the next one waits until this time, in milliseconds since the epoch. */
  backoffUntilMs: number;
  /** Whether a sync at the Job's deadline is already queued. */
  deadlineQueued: boolean;
}

export const freshJob: JobMemory = { backoffUntilMs: 0, deadlineQueued: false };

export interface JobFacts {
  job: KubeObject;
  /** Every pod of which the Job is the owner. */
  pods: KubeObject[];
  /** Milliseconds since the epoch. */
  nowMs: number;
  /** The first and the longest pause after a failed pod, in milliseconds of the clock. */
  backoffMs: { first: number; longest: number };
}

export type JobAction =
  | { do: 'write-status'; status: JobStatus }
  /** Removes the finalizer from pods that are counted. */
  | { do: 'release-pods'; pods: KubeObject[] }
  | { do: 'finish'; outcome: JobOutcome; status: JobStatus }
  /** The ends of `counted` pods count as failures. */
  | { do: 'delete-pods'; pods: KubeObject[]; counted: boolean }
  | { do: 'tell'; reason: 'Suspended' | 'Resumed'; message: string }
  | { do: 'create-pods'; count: number }
  | { do: 'sync-again'; afterMs: number };

export interface JobSync {
  memory: JobMemory;
  /** The actions in the order in which they must be done. */
  actions: JobAction[];
}

const isOver = (pod: KubeObject) => hasEnded(pod) || pod.metadata.deletionTimestamp !== undefined;

/** Returns how a Job with these counts ends, or null while it continues. */
function judgeJob(spec: JobSpec, status: JobStatus, activeMs: number): JobOutcome | null {
  if (spec.activeDeadlineSeconds !== undefined && activeMs >= spec.activeDeadlineSeconds * 1000)
    return {
      type: 'Failed',
      reason: 'DeadlineExceeded',
      message: 'Job was active longer than specified deadline',
    };
  if ((status.failed ?? 0) > spec.backoffLimit)
    return {
      type: 'Failed',
      reason: 'BackoffLimitExceeded',
      message: 'Job has reached the specified backoff limit',
    };
  if ((status.succeeded ?? 0) >= (spec.completions ?? 1))
    return {
      type: 'Complete',
      reason: 'CompletionsReached',
      message: 'Reached expected number of succeeded pods',
    };
  return null;
}

/**
 * When pods have failed since the last sync, the next pod must wait. The wait is longer the more pods failed before.
 */
function backOff(memory: JobMemory, failedBefore: number, { nowMs, backoffMs }: JobFacts): JobMemory {
  const pauseMs = Math.min(backoffMs.first * 2 ** failedBefore, backoffMs.longest);
  return { ...memory, backoffUntilMs: nowMs + pauseMs };
}

/** Plans the missing pods of a Job that continues. */
function planPods(spec: JobSpec, status: JobStatus, memory: JobMemory, nowMs: number): JobAction[] {
  const waitMs = memory.backoffUntilMs - nowMs;
  if (waitMs > 0) return [{ do: 'sync-again', afterMs: waitMs }];
  const count = wantedPods(spec, status) - (status.active ?? 0);
  return count > 0 ? [{ do: 'create-pods', count }] : [];
}

const wantedPods = (spec: JobSpec, status: JobStatus) =>
  Math.min(spec.parallelism, (spec.completions ?? 1) - (status.succeeded ?? 0));

/** Suspends a Job: its active pods are deleted and don't count, and its time stands still until it is resumed. */
function suspend(counted: JobStatus, pods: KubeObject[], timestamp: string): JobAction[] {
  const active = pods.filter(isActive);
  const deletion: JobAction[] = active.length > 0 ? [{ do: 'delete-pods', pods: active, counted: false }] : [];
  const { active: _active, startTime: _start, ...status } = structuredClone(counted);
  status.ready = 0;
  if (suspensionOf(counted) === 'True') return [...deletion, { do: 'write-status', status }];
  status.conditions ??= [];
  const why = { reason: 'JobSuspended', message: 'Job suspended', lastProbeTime: timestamp };
  setCondition(status.conditions, { type: 'Suspended', status: 'True', ...why }, timestamp);
  return [...deletion, { do: 'write-status', status }, { do: 'tell', reason: 'Suspended', message: 'Job suspended' }];
}

const suspensionOf = ({ conditions }: JobStatus) => conditions?.find(({ type }) => type === 'Suspended')?.status;

/** Resumes a Job that was suspended: its time begins anew. Returns null when it was not. */
function resume(counted: JobStatus, timestamp: string): JobStatus | null {
  if (suspensionOf(counted) !== 'True') return null;
  const status = { ...structuredClone(counted), startTime: timestamp };
  const why = { reason: 'JobResumed', message: 'Job resumed', lastProbeTime: timestamp };
  setCondition(status.conditions ?? [], { type: 'Suspended', status: 'False', ...why }, timestamp);
  return status;
}

/**
 * Plans one sync of a Job: counts the pods that have ended, and then finishes the Job, waits, or creates missing pods
 * (k8s.io/kubernetes/pkg/controller/job, syncJob).
 */
export function planJobSync(before: JobMemory, facts: JobFacts): JobSync {
  const { job, pods, nowMs } = facts;
  if (finishedAt(job)) return { memory: before, actions: [{ do: 'release-pods', pods: pods.filter(isOver) }] };
  const spec = jobSpecOf(job);
  const timestamp = kubernetesTime(nowMs);
  const uncounted = pods.filter((pod) => isOver(pod) && pod.metadata.finalizers?.includes(trackingFinalizer));
  const known = jobStatusOf(job);
  const counted = countPods(known, pods, uncounted, spec.suspend ? null : timestamp);
  const failedBefore = known.failed ?? 0;
  const memory = (counted.failed ?? 0) > failedBefore ? backOff(before, failedBefore, facts) : before;
  const release: JobAction = { do: 'release-pods', pods: uncounted };
  if (spec.suspend && !job.metadata.deletionTimestamp && !judgeJob(spec, counted, 0))
    return {
      memory: { ...memory, deadlineQueued: false },
      actions: [...suspend(counted, pods, timestamp), release],
    };
  const resumed = spec.suspend ? null : resume(counted, timestamp);
  const status = resumed ?? counted;
  const actions: JobAction[] = [{ do: 'write-status', status }, release];
  if (resumed) actions.push({ do: 'tell', reason: 'Resumed', message: 'Job resumed' });
  if (job.metadata.deletionTimestamp) return { memory, actions };
  return proceed(facts, status, memory, actions);
}

/** Plans the rest of the sync of a Job that is not suspended. */
function proceed({ job, pods, nowMs }: JobFacts, status: JobStatus, memory: JobMemory, counted: JobAction[]): JobSync {
  const spec = jobSpecOf(job);
  const timestamp = kubernetesTime(nowMs);
  const actions = [...counted];
  const activeMs = nowMs - Date.parse(status.startTime ?? timestamp);
  const deadlineMs = spec.activeDeadlineSeconds === undefined ? null : spec.activeDeadlineSeconds * 1000;
  if (deadlineMs !== null && !memory.deadlineQueued)
    actions.push({ do: 'sync-again', afterMs: Math.max(1, deadlineMs - activeMs) });
  const watched = { ...memory, deadlineQueued: deadlineMs !== null };
  const outcome = announcedFailure(status) ?? judgeJob(spec, status, activeMs);
  if (!outcome) {
    const surplus = pods.filter(isActive).slice(Math.max(0, wantedPods(spec, status)));
    if (surplus.length > 0) actions.push({ do: 'delete-pods', pods: surplus, counted: false });
    return { memory: watched, actions: [...actions, ...planPods(spec, status, watched, nowMs)] };
  }
  // A Job has failed only when its last pod has ended. Until then a condition says that it will, and why.
  if (outcome.type === 'Failed' && pods.some((pod) => !hasEnded(pod)))
    actions.push(
      { do: 'write-status', status: announceFailure(status, outcome, timestamp) },
      { do: 'delete-pods', pods: pods.filter(isActive), counted: true },
    );
  else actions.push({ do: 'finish', outcome, status: finishStatus(status, outcome, timestamp) });
  return { memory: watched, actions };
}
