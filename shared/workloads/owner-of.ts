import type { PodFacts } from './workload-facts.ts';

export interface Owner {
  kind: string;
  name: string;
}

/** Labels by which a controller marks pod and ReplicaSet with the hash that it ends the ReplicaSet's name with. */
const hashLabels = [
  ['pod-template-hash', 'Deployment'],
  ['rollouts-pod-template-hash', 'Rollout'],
] as const;

const minuteMs = 60_000;
/** A Job may wait for its pods (suspended, over quota), but hardly so long. */
const longestWaitMs = 7 * 24 * 60 * minuteMs;

/**
 * What people wrote to get this pod. Names of what lies between change with every rollout and every firing, and would
 * make a new finding of an old one. The owner's owner is read off the names that Kubernetes gives, without asking:
 * a Deployment's ReplicaSet is `<name>-<pod-template-hash>`, a CronJob's Job is `<name>-<minutes since 1970>`.
 */
export function ownerOf(pod: PodFacts): Owner {
  const { controller } = pod;
  if (!controller) return { kind: 'Pod', name: pod.name };
  if (controller.kind === 'ReplicaSet') return ownerOfReplicaSet(pod, controller);
  if (controller.kind === 'Job') return ownerOfJob(pod, controller);
  return controller;
}

/** `namespace/Kind/name` */
export function subjectOf(pod: PodFacts): string {
  const { kind, name } = ownerOf(pod);
  return `${pod.namespace}/${kind}/${name}`;
}

function ownerOfReplicaSet(pod: PodFacts, replicaSet: Owner): Owner {
  for (const [label, kind] of hashLabels) {
    const ending = `-${pod.labels[label]}`;
    if (pod.labels[label] && replicaSet.name.endsWith(ending))
      return { kind, name: replicaSet.name.slice(0, -ending.length) };
  }
  return replicaSet;
}

function ownerOfJob(pod: PodFacts, job: Owner): Owner {
  const [, name, minutes] = /^(.+)-(\d{8})$/.exec(job.name) ?? [];
  const waitedMs = Date.parse(pod.createdAt) - Number(minutes) * minuteMs;
  // Other Jobs end in eight digits too, in dates for example: what is no moment shortly before the pod is no firing.
  return name && waitedMs >= -minuteMs && waitedMs <= longestWaitMs ? { kind: 'CronJob', name } : job;
}
