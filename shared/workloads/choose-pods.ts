import { managedByLabel, managedByValue, runLabel } from '../isolation/labels.ts';
import { ownerOf, subjectOf } from './owner-of.ts';
import type { PodFacts } from './workload-facts.ts';

/** Longer than any of our pod pairs lives: the settings limit a pair's deadline to an hour. */
const longestProofMs = 2 * 60 * 60_000;

/**
 * Chooses the pods that show how a cluster's workloads run: those that have not ended and, for an owner without such a
 * pod (a nightly Job, for example), its newest. Older pods are history, and a pod without an owner that has ended will
 * not run again. Pods of Kataproof's own proofs are left out only while they are young, so that nobody can hide a
 * workload behind our labels for long. `at` is ISO 8601.
 */
export function choosePods(pods: PodFacts[], at: string): PodFacts[] {
  const workloads = pods.filter((pod) => !isOurProof(pod, at));
  const living = workloads.filter(({ finished }) => !finished);
  const awake = new Set(living.map(subjectOf));
  const newest = new Map<string, PodFacts>();
  for (const pod of workloads) {
    const subject = subjectOf(pod);
    if (!pod.finished || awake.has(subject) || ownerOf(pod).kind === 'Pod') continue;
    const other = newest.get(subject);
    if (!other || Date.parse(other.createdAt) < Date.parse(pod.createdAt)) newest.set(subject, pod);
  }
  return [...living, ...newest.values()];
}

function isOurProof({ labels, controller, createdAt }: PodFacts, at: string): boolean {
  const ageMs = Date.parse(at) - Date.parse(createdAt);
  return (
    labels[managedByLabel] === managedByValue &&
    labels[runLabel] !== undefined &&
    controller?.kind === 'Job' &&
    ageMs < longestProofMs
  );
}
