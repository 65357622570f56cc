import { hasEnded, namespaceOf, setCondition, statusOf } from '../../api/pod-shapes.ts';
import type { Admission, KubeObject, ObjectStore } from '../../api/seams.ts';
import type { EventRecorder } from '../controller-runtime/event-recorder.ts';
import type { Identifiers } from '../controller-runtime/identifiers.ts';
import { durations, type Timeline } from '../controller-runtime/timeline.ts';
import { createWorkQueue } from '../controller-runtime/work-queue.ts';
import { buildJobPod, jobLabels, trackingFinalizer } from './job-pods.ts';
import { finishedAt, type JobStatus, jobSpecOf, jobStatusOf } from './job-status.ts';

const source = { component: 'job-controller' };

/** Makes a Job's pods, counts them and says how the Job ended (k8s.io/kubernetes/pkg/controller/job). */
export function startJobController(options: {
  store: ObjectStore;
  timeline: Timeline;
  identifiers: Identifiers;
  events: EventRecorder;
  admission: Admission;
}): () => void {
  const { store, timeline, identifiers, events, admission } = options;
  const deadlines = new Set<string>();
  /** Not before, milliseconds since the epoch, by Job uid: after a failed pod the next one waits. */
  const notBefore = new Map<string, number>();

  const podsOf = (job: KubeObject) =>
    store
      .list('pods', namespaceOf(job.metadata))
      .filter(({ metadata }) => metadata.ownerReferences?.some(({ uid }) => uid === job.metadata.uid));
  const release = ({ metadata }: KubeObject) => {
    if (!metadata.finalizers?.includes(trackingFinalizer) || !store.read('pods', namespaceOf(metadata), metadata.name))
      return;
    store.update('pods', namespaceOf(metadata), metadata.name, (pod) => {
      pod.metadata.finalizers = (pod.metadata.finalizers ?? []).filter((finalizer) => finalizer !== trackingFinalizer);
      if (pod.metadata.finalizers.length === 0) delete pod.metadata.finalizers;
    });
  };
  const writeStatus = (job: KubeObject, change: (status: JobStatus) => void) =>
    store.update('jobs', namespaceOf(job.metadata), job.metadata.name, (object) => {
      object['status'] ??= {};
      change(object['status'] as JobStatus);
    });

  const createPod = (job: KubeObject) => {
    const namespace = namespaceOf(job.metadata);
    try {
      const object = admission({
        operation: 'CREATE',
        resource: 'pods',
        namespace,
        object: buildJobPod(job, identifiers),
        oldObject: null,
      });
      const pod = store.create('pods', object);
      events.record(job, { reason: 'SuccessfulCreate', message: `Created pod: ${pod.metadata.name}`, source });
      return true;
    } catch (error) {
      const message = `Error creating: ${error instanceof Error ? error.message : String(error)}`;
      events.record(job, { type: 'Warning', reason: 'FailedCreate', message, source });
      queue.add(keyOf(job), timeline.platformMs(durations.backOff));
      return false;
    }
  };
  const finish = (job: KubeObject, outcome: { type: 'Complete' | 'Failed'; reason: string; message: string }) => {
    const { type, reason, message } = outcome;
    const first = type === 'Complete' ? 'SuccessCriteriaMet' : 'FailureTarget';
    writeStatus(job, (status) => {
      status.conditions ??= [];
      for (const each of [first, type])
        setCondition(status.conditions, { type: each, status: 'True', reason, message }, timeline.timestamp());
      if (type === 'Complete') status.completionTime = timeline.timestamp();
      status.ready = 0;
      delete status.active;
    });
    events.record(job, {
      type: type === 'Complete' ? 'Normal' : 'Warning',
      reason: type === 'Complete' ? 'Completed' : reason,
      message: type === 'Complete' ? 'Job completed' : message,
      source,
    });
  };
  const removeActive = (job: KubeObject, pods: KubeObject[]) => {
    for (const pod of pods.filter((one) => !hasEnded(one) && !one.metadata.deletionTimestamp)) {
      store.requestDeletion('pods', namespaceOf(pod.metadata), pod.metadata.name);
      events.record(job, { reason: 'SuccessfulDelete', message: `Deleted pod: ${pod.metadata.name}`, source });
    }
  };

  /** Counts the pods that have ended since the last look, and lets them go. */
  const count = (job: KubeObject, pods: KubeObject[]): KubeObject => {
    const uncounted = pods.filter(
      (pod) =>
        pod.metadata.finalizers?.includes(trackingFinalizer) && (hasEnded(pod) || pod.metadata.deletionTimestamp),
    );
    const succeeded = uncounted.filter((pod) => statusOf(pod).phase === 'Succeeded').length;
    const failed = uncounted.length - succeeded;
    const active = pods.filter((pod) => !hasEnded(pod) && !pod.metadata.deletionTimestamp);
    const ready = active.filter((pod) =>
      statusOf(pod).conditions?.some(({ type, status }) => type === 'Ready' && status === 'True'),
    ).length;
    const before = jobStatusOf(job).failed ?? 0;
    const counted = writeStatus(job, (status) => {
      status.startTime ??= timeline.timestamp();
      if (active.length > 0) status.active = active.length;
      else delete status.active;
      status.ready = ready;
      status.terminating = pods.filter((pod) => !hasEnded(pod) && pod.metadata.deletionTimestamp).length;
      if (succeeded > 0) status.succeeded = (status.succeeded ?? 0) + succeeded;
      if (failed > 0) status.failed = (status.failed ?? 0) + failed;
      status.uncountedTerminatedPods = {};
    });
    if (failed > 0)
      notBefore.set(
        job.metadata.uid ?? '',
        timeline.now() + timeline.platformMs(Math.min(durations.backOff * 2 ** before, 600_000)),
      );
    uncounted.forEach(release);
    return counted;
  };

  const sync = (key: string) => {
    const [namespace = '', name = ''] = key.split('/');
    let job = store.read('jobs', namespace, name);
    if (!job) return;
    const pods = podsOf(job);
    if (finishedAt(job)) {
      pods.filter((pod) => hasEnded(pod) || pod.metadata.deletionTimestamp).forEach(release);
      return;
    }
    if (!jobSpecOf(job).selector) job = claim(job);
    const spec = jobSpecOf(job);
    if (spec.suspend) return;
    job = count(job, pods);
    if (job.metadata.deletionTimestamp) return;
    const status = jobStatusOf(job);
    watchDeadline(job);
    const { activeDeadlineSeconds: deadline } = spec;
    const activeMs = timeline.now() - Date.parse(status.startTime ?? timeline.timestamp());
    if (deadline !== undefined && activeMs >= deadline * 1000) {
      finish(job, {
        type: 'Failed',
        reason: 'DeadlineExceeded',
        message: 'Job was active longer than specified deadline',
      });
      removeActive(job, pods);
      return;
    }
    if ((status.failed ?? 0) > spec.backoffLimit) {
      finish(job, {
        type: 'Failed',
        reason: 'BackoffLimitExceeded',
        message: 'Job has reached the specified backoff limit',
      });
      removeActive(job, pods);
      return;
    }
    const wanted = spec.completions ?? 1;
    if ((status.succeeded ?? 0) >= wanted) {
      finish(job, {
        type: 'Complete',
        reason: 'CompletionsReached',
        message: 'Reached expected number of succeeded pods',
      });
      return;
    }
    const waitMs = (notBefore.get(job.metadata.uid ?? '') ?? 0) - timeline.now();
    if (waitMs > 0) {
      queue.add(key, waitMs);
      return;
    }
    const missing = Math.min(spec.parallelism, wanted - (status.succeeded ?? 0)) - (status.active ?? 0);
    for (let index = 0; index < missing; index++) if (!createPod(job)) break;
  };
  /** The selector by which users find a Job's pods; it needs the uid, which only the store gives. */
  const claim = (job: KubeObject) =>
    store.update('jobs', namespaceOf(job.metadata), job.metadata.name, (object) => {
      const uid = job.metadata.uid ?? '';
      object['spec'].selector = { matchLabels: { 'batch.kubernetes.io/controller-uid': uid } };
      const { metadata } = object['spec'].template;
      metadata.labels = { ...metadata.labels, ...jobLabels(job) };
    });
  const watchDeadline = (job: KubeObject) => {
    const { activeDeadlineSeconds: deadline } = jobSpecOf(job);
    const uid = job.metadata.uid ?? '';
    if (deadline === undefined || deadlines.has(uid)) return;
    deadlines.add(uid);
    const passedMs = timeline.now() - Date.parse(jobStatusOf(job).startTime ?? timeline.timestamp());
    queue.add(keyOf(job), Math.max(1, deadline * 1000 - passedMs));
  };
  const keyOf = ({ metadata }: KubeObject) => `${namespaceOf(metadata)}/${metadata.name}`;

  const queue = createWorkQueue(timeline, sync);
  for (const job of store.list('jobs')) queue.add(keyOf(job));
  return store.subscribe(({ type, resource, object }) => {
    if (resource === 'jobs') {
      if (type !== 'DELETED') queue.add(keyOf(object));
      // Nobody will count what is left.
      else podsOf(object).forEach(release);
    }
    if (resource !== 'pods') return;
    const owner = object.metadata.ownerReferences?.find(({ kind, controller }) => kind === 'Job' && controller);
    if (!owner) return;
    const job = store.read('jobs', namespaceOf(object.metadata), owner.name);
    if (job?.metadata.uid === owner.uid) queue.add(keyOf(job));
    else if (type !== 'DELETED') release(object);
  });
}
