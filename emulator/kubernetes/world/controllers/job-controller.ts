import { namespaceOf } from '../../api/pod-shapes.ts';
import type { KubeObject, ObjectStore } from '../../api/seams.ts';
import type { EventRecorder } from '../controller-runtime/event-recorder.ts';
import { durations } from '../controller-runtime/timeline.ts';
import { createWorkQueue } from '../controller-runtime/work-queue.ts';
import { buildJobPod, releasePod, trackingFinalizer } from './job-pods.ts';
import type { JobOutcome, JobStatus } from './job-status.ts';
import { createPod, deletePod, keyOf, type WorkloadParts } from './owned-pods.ts';
import { freshJob, type JobAction, type JobMemory, planJobSync } from './plan-job-sync.ts';

const source = { component: 'job-controller' };
const longestBackOff = 600_000;

/**
 * Creates the pods of Jobs, counts them and decides how a Job ended (k8s.io/kubernetes/pkg/controller/job). Returns a
 * function that stops it.
 */
export function startJobController(parts: WorkloadParts): () => void {
  const { store, timeline } = parts;
  const memories = new Map<string, JobMemory>();

  const sync = (key: string) => {
    const [namespace = '', name = ''] = key.split('/');
    let job = store.read('jobs', namespace, name);
    if (!job) return;
    const uid = job.metadata.uid ?? '';
    const { memory, actions } = planJobSync(memories.get(uid) ?? freshJob, {
      job,
      pods: podsOf(store, job),
      nowMs: timeline.now(),
      backoffMs: { first: timeline.platformMs(durations.backOff), longest: timeline.platformMs(longestBackOff) },
    });
    memories.set(uid, memory);
    for (const action of actions) {
      if (action.do === 'sync-again') queue.add(key, action.afterMs);
      else if (action.do === 'create-pods') {
        if (!createPods(parts, job, action.count)) queue.add(key, timeline.platformMs(durations.backOff));
      } else job = carryOut(parts, job, action);
    }
  };
  const queue = createWorkQueue(timeline, sync);

  for (const job of store.list('jobs')) queue.add(keyOf(job));
  return store.subscribe(({ type, resource, object }) => {
    if (resource === 'jobs') {
      if (type !== 'DELETED') queue.add(keyOf(object));
      else {
        memories.delete(object.metadata.uid ?? '');
        // Without the Job, nobody counts the remaining pods.
        for (const pod of podsOf(store, object)) release(store, pod);
      }
    }
    if (resource !== 'pods') return;
    const owner = object.metadata.ownerReferences?.find(({ controller }) => controller);
    // Nobody counts a pod that was orphaned.
    if (!owner && type !== 'DELETED') release(store, object);
    if (owner?.kind !== 'Job') return;
    const job = store.read('jobs', namespaceOf(object.metadata), owner.name);
    if (job?.metadata.uid === owner.uid) queue.add(keyOf(job));
    else if (type !== 'DELETED') release(store, object);
  });
}

function podsOf(store: ObjectStore, job: KubeObject): KubeObject[] {
  return store
    .listOwnedBy(job.metadata.uid ?? '')
    .filter(({ resource, object }) => resource === 'pods' && namespaceOf(object.metadata) === namespaceOf(job.metadata))
    .map(({ object }) => object)
    .sort((a, b) => (a.metadata.name < b.metadata.name ? -1 : 1));
}

/** Does an action and returns the Job after it. After `finish` it returns the Job as it was before. */
function carryOut(
  parts: WorkloadParts,
  job: KubeObject,
  action: Exclude<JobAction, { do: 'sync-again' | 'create-pods' }>,
): KubeObject {
  const { store } = parts;
  switch (action.do) {
    case 'write-status':
      return writeStatus(store, job, action.status);
    case 'release-pods':
      for (const pod of action.pods) release(store, pod);
      return job;
    case 'finish':
      writeStatus(store, job, action.status);
      recordEnd(parts.events, job, action.outcome);
      return job;
    case 'tell':
      parts.events.record(job, { reason: action.reason, message: action.message, source });
      return job;
    case 'delete-pods':
      for (const pod of action.pods) {
        if (!action.counted) release(store, pod);
        deletePod(parts, job, pod, source);
      }
      return job;
  }
}

function writeStatus(store: ObjectStore, job: KubeObject, status: JobStatus): KubeObject {
  return store.update('jobs', namespaceOf(job.metadata), job.metadata.name, (object) => {
    // The store freezes its objects, so it gets a copy.
    object['status'] = structuredClone(status);
  });
}

function release(store: ObjectStore, { metadata }: KubeObject): void {
  if (!metadata.finalizers?.includes(trackingFinalizer) || !store.read('pods', namespaceOf(metadata), metadata.name))
    return;
  store.update('pods', namespaceOf(metadata), metadata.name, releasePod);
}

function recordEnd(events: EventRecorder, job: KubeObject, { type, reason, message }: JobOutcome): void {
  if (type === 'Complete') events.record(job, { reason: 'Completed', message: 'Job completed', source });
  else events.record(job, { type: 'Warning', reason, message, source });
}

/** Returns false as soon as admission refuses a pod. The remaining pods wait for the next sync. */
function createPods(parts: WorkloadParts, job: KubeObject, count: number): boolean {
  for (let made = 0; made < count; made++) if (!createPod(parts, job, buildJobPod(job), source)) return false;
  return true;
}
