import type { PodFacts } from './workload-facts.ts';

/** The object that people wrote and that created a pod, directly or through others. */
export interface Owner {
  kind: string;
  name: string;
}

/** Labels in which a controller repeats, on pod and ReplicaSet, the hash at the end of the ReplicaSet's name. */
const hashLabels = [
  ['pod-template-hash', 'Deployment'],
  ['rollouts-pod-template-hash', 'Rollout'],
] as const;

const minuteMs = 60_000;
/** The longest time that a CronJob's Job is assumed to wait for its pod (suspended, over quota). */
const longestWaitMs = 7 * 24 * 60 * minuteMs;

/**
 * The object that people wrote to get this pod. The objects in between (ReplicaSet, Job) have new names after every
 * rollout and every firing, so a finding about them would be new each time. The owner's owner is derived from names
 * that Kubernetes gives, without a call: a Deployment's ReplicaSet is `<name>-<pod-template-hash>`, a CronJob's Job is
 * `<name>-<minutes since 1970>`.
 */
export function ownerOf(pod: PodFacts): Owner {
  const { controller } = pod;
  if (!controller) return { kind: 'Pod', name: pod.name };
  if (controller.kind === 'ReplicaSet') return ownerOfReplicaSet(pod, controller);
  if (controller.kind === 'Job') return ownerOfJob(pod, controller);
  return controller;
}

/** The subject of findings about a pod: its owner as `namespace/Kind/name`. */
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
  // Names of other Jobs may end in eight digits too, such as a date. It is a CronJob's only if the digits are a moment
  // shortly before the pod was created.
  return name && waitedMs >= -minuteMs && waitedMs <= longestWaitMs ? { kind: 'CronJob', name } : job;
}
