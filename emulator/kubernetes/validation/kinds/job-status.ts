import type { V1JobSpec, V1JobStatus } from '@kubernetes/client-node';
import { sameJson } from '../../api/json.ts';
import type { KubeObject } from '../../api/seams.ts';
import {
  duplicate,
  type FieldErrors,
  invalidHidden,
  invalidValue,
  nonNegative,
  required,
} from '../rules/field-errors.ts';
import { validateCoreMetadataUpdate } from '../rules/object-meta.ts';

/**
 * What `/status` of a Job may say (k8s.io/kubernetes/pkg/apis/batch/validation: ValidateJobUpdateStatus). Most rules hold
 * for what an update changes (registry/batch/job: getStatusValidationOptions), so that an old mistake can be mended.
 */

/** The status as it comes over the wire, with its times as text. */
type Status = Omit<V1JobStatus, 'startTime' | 'completionTime'> & { startTime?: string; completionTime?: string };
type Condition = 'Complete' | 'Failed' | 'FailureTarget' | 'SuccessCriteriaMet';

const isTrue = ({ conditions = [] }: Status, asked: Condition): boolean =>
  conditions.some(({ type, status }) => type === asked && status === 'True');
const isFinished = (status: Status): boolean => isTrue(status, 'Complete') || isTrue(status, 'Failed');

interface Change {
  spec: V1JobSpec;
  next: Status;
  old: Status;
  /** Whether the update changes one of the conditions. */
  turns(...conditions: Condition[]): boolean;
  /** Whether the update changes one of the fields. */
  changes(...fields: (keyof Status)[]): boolean;
}

const counters = ['active', 'succeeded', 'failed', 'ready', 'terminating'] as const;

function validateUncounted({ uncountedTerminatedPods }: Status): FieldErrors {
  const seen = new Set<string>();
  return (['succeeded', 'failed'] as const).flatMap((list) =>
    (uncountedTerminatedPods?.[list] ?? []).flatMap((uid, index) => {
      const field = `status.uncountedTerminatedPods.${list}[${index}]`;
      if (uid === '') return [invalidValue(field, uid, 'must not be empty')];
      if (seen.has(uid)) return [duplicate(field, uid)];
      seen.add(uid);
      return [];
    }),
  );
}

const conditionsError = (detail: string) => invalidHidden('status.conditions', detail);

function validateCompletion({ next, turns, changes }: Change): FieldErrors {
  const isComplete = isTrue(next, 'Complete');
  const { startTime, completionTime } = next;
  const isAsked = turns('Complete') || changes('completionTime');
  const field = 'status.completionTime';
  const isEarly =
    startTime !== undefined && completionTime !== undefined && Date.parse(completionTime) < Date.parse(startTime);
  return [
    ...(turns('Complete', 'Failed') && isComplete && isTrue(next, 'Failed')
      ? [conditionsError('cannot set Complete=True and Failed=true conditions')]
      : []),
    ...(turns('Complete', 'FailureTarget') && isComplete && isTrue(next, 'FailureTarget')
      ? [conditionsError('cannot set Complete=True and FailureTarget=true conditions')]
      : []),
    ...(isAsked && completionTime !== undefined && !isComplete
      ? [invalidValue(field, completionTime, 'cannot set completionTime when there is no Complete=True condition')]
      : []),
    ...(isAsked && completionTime === undefined && isComplete
      ? [required(field, 'completionTime is required for Complete jobs')]
      : []),
    ...(changes('startTime', 'completionTime') && isEarly
      ? [invalidValue(field, completionTime, 'completionTime cannot be set before startTime')]
      : []),
    ...(turns('Failed') && isTrue(next, 'Failed') && !isTrue(next, 'FailureTarget')
      ? [conditionsError('cannot set Failed=True condition without the FailureTarget=true condition')]
      : []),
    ...(turns('Complete') && isComplete && !isTrue(next, 'SuccessCriteriaMet')
      ? [conditionsError('cannot set Complete=True condition without the SuccessCriteriaMet=true condition')]
      : []),
  ];
}

function validateFinished({ next, old, spec, changes }: Change): FieldErrors {
  const finishes = isFinished(next) !== isFinished(old);
  const finished = isFinished(next);
  const {
    active = 0,
    ready = 0,
    terminating = 0,
    uncountedTerminatedPods,
    completedIndexes = '',
    failedIndexes,
  } = next;
  const uncounted = [...(uncountedTerminatedPods?.failed ?? []), ...(uncountedTerminatedPods?.succeeded ?? [])];
  return [
    ...((finishes || changes('active')) && finished && active > 0
      ? [invalidValue('status.active', active, 'active>0 is invalid for finished job')]
      : []),
    ...((finishes || changes('startTime')) && finished && next.startTime === undefined
      ? [required('status.startTime', 'startTime is required for finished job')]
      : []),
    ...((finishes || changes('uncountedTerminatedPods')) && finished && uncounted.length > 0
      ? [
          invalidValue(
            'status.uncountedTerminatedPods',
            uncountedTerminatedPods,
            'uncountedTerminatedPods needs to be empty for finished job',
          ),
        ]
      : []),
    ...(changes('completedIndexes') && completedIndexes !== '' && spec.completionMode !== 'Indexed'
      ? [
          invalidValue(
            'status.completedIndexes',
            completedIndexes,
            'cannot set non-empty completedIndexes when non-indexed completion mode',
          ),
        ]
      : []),
    ...(changes('failedIndexes') && failedIndexes !== undefined && spec.backoffLimitPerIndex === undefined
      ? [
          invalidValue(
            'status.failedIndexes',
            failedIndexes,
            'cannot set non-null failedIndexes when backoffLimitPerIndex is null',
          ),
        ]
      : []),
    ...((finishes || changes('terminating')) && finished && terminating > 0
      ? [invalidValue('status.terminating', terminating, 'terminating>0 is invalid for finished job')]
      : []),
    ...(changes('ready') && ready > active
      ? [invalidValue('status.ready', ready, 'cannot set more ready pods than active')]
      : []),
  ];
}

function validateSuccess({ next, spec }: Change): FieldErrors {
  const isMet = isTrue(next, 'SuccessCriteriaMet');
  return [
    ...(isMet && isTrue(next, 'Failed')
      ? [conditionsError('cannot set SuccessCriteriaMet=True and Failed=true conditions')]
      : []),
    ...(isMet && isTrue(next, 'FailureTarget')
      ? [conditionsError('cannot set SuccessCriteriaMet=True and FailureTarget=true conditions')]
      : []),
    ...(spec.successPolicy && !isMet && isTrue(next, 'Complete')
      ? [conditionsError('cannot set Complete=True for Job with SuccessPolicy unless SuccessCriteriaMet=True')]
      : []),
  ];
}

/** What has been told once stays. */
function validateHistory({ next, old, spec, changes }: Change): FieldErrors {
  const disabled = (['Failed', 'Complete', 'FailureTarget'] as const).filter(
    (type) => isTrue(old, type) && !isTrue(next, type),
  );
  const mayShrink = spec.completionMode === 'Indexed' && spec.completions === spec.parallelism;
  const fewer = (field: 'failed' | 'succeeded') =>
    (next[field] ?? 0) < (old[field] ?? 0)
      ? [invalidValue(`status.${field}`, next[field] ?? 0, `cannot decrease the ${field} counter`)]
      : [];
  const isMutated = next.completionTime !== undefined && old.completionTime !== undefined && changes('completionTime');
  return [
    ...disabled.map((type) => conditionsError(`cannot disable the terminal ${type}=True condition`)),
    ...fewer('failed'),
    ...(mayShrink ? [] : fewer('succeeded')),
    ...(isMutated
      ? [invalidValue('status.completionTime', next.completionTime, 'completionTime cannot be mutated')]
      : []),
    ...(old.startTime !== undefined && changes('startTime') && !spec.suspend
      ? [required('status.startTime', 'startTime cannot be removed for unsuspended job')]
      : []),
    ...(isTrue(old, 'SuccessCriteriaMet') && !isTrue(next, 'SuccessCriteriaMet')
      ? [conditionsError('cannot disable the SuccessCriteriaMet=True condition')]
      : []),
    ...(isTrue(old, 'Complete') && !isTrue(old, 'SuccessCriteriaMet') && isTrue(next, 'SuccessCriteriaMet')
      ? [conditionsError('cannot set SuccessCriteriaMet=True for Job already has Complete=true conditions')]
      : []),
  ];
}

export function validateJobStatus(job: KubeObject, oldJob: KubeObject): FieldErrors {
  const next: Status = job['status'] ?? {};
  const old: Status = oldJob['status'] ?? {};
  const change: Change = {
    spec: job['spec'],
    next,
    old,
    turns: (...conditions) => conditions.some((type) => isTrue(next, type) !== isTrue(old, type)),
    changes: (...fields) => fields.some((field) => !sameJson(next[field] ?? null, old[field] ?? null)),
  };
  return [
    ...validateCoreMetadataUpdate(job.metadata, oldJob.metadata),
    ...counters.flatMap((counter) => nonNegative(`status.${counter}`, next[counter])),
    ...validateUncounted(next),
    ...validateCompletion(change),
    ...validateFinished(change),
    ...validateSuccess(change),
    ...validateHistory(change),
  ];
}
