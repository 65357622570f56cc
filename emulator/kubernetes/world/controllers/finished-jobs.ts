import { namespaceOf } from '../../api/pod-shapes.ts';
import type { KubeObject, ObjectStore } from '../../api/seams.ts';
import type { Timeline } from '../controller-runtime/timeline.ts';
import { finishedAt, jobSpecOf } from './job-status.ts';

/**
 * Applies ttlSecondsAfterFinished: removes a finished Job with its pods, in the foreground
 * (pkg/controller/ttlafterfinished). Returns a function that stops it.
 */
export function removeFinishedJobs(store: ObjectStore, timeline: Timeline): () => void {
  const watched = new Set<string>();
  const look = (job: KubeObject) => {
    const ttl = jobSpecOf(job)?.ttlSecondsAfterFinished;
    const finished = finishedAt(job);
    const uid = job.metadata.uid ?? '';
    if (ttl === undefined || finished === null || watched.has(uid) || job.metadata.deletionTimestamp) return;
    watched.add(uid);
    timeline.exactly(Date.parse(finished) + ttl * 1000 - timeline.now(), () => {
      watched.delete(uid);
      const [namespace, name] = [namespaceOf(job.metadata), job.metadata.name];
      const live = store.read('jobs', namespace, name);
      if (live?.metadata.uid === uid && !live.metadata.deletionTimestamp)
        store.requestDeletion('jobs', namespace, name, { propagationPolicy: 'Foreground' });
    });
  };
  store.list('jobs').forEach(look);
  return store.subscribe(({ type, resource, object }) => {
    if (resource === 'jobs' && type !== 'DELETED') look(object);
  });
}
