import type { Condition } from '../../api/pod-shapes.ts';
import type { KubeObject } from '../../api/seams.ts';

/** What the emulated Job controller reads and writes of a Job. */
export interface JobSpec {
  parallelism: number;
  completions?: number;
  backoffLimit: number;
  activeDeadlineSeconds?: number;
  ttlSecondsAfterFinished?: number;
  suspend?: boolean;
  template: { metadata?: { labels?: Record<string, string>; annotations?: Record<string, string> }; spec: unknown };
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

export const jobSpecOf = (job: KubeObject): JobSpec => job['spec'] as JobSpec;
export const jobStatusOf = (job: KubeObject): JobStatus => (job['status'] ?? {}) as JobStatus;

/** When a Job finished, or null while it hasn't. */
export function finishedAt(job: KubeObject): string | null {
  const condition = jobStatusOf(job).conditions?.find(
    ({ type, status }) => (type === 'Complete' || type === 'Failed') && status === 'True',
  );
  return condition?.lastTransitionTime ?? null;
}
