import { managedByLabel, managedByValue, runLabel } from '../isolation/labels.ts';
import { ownerOf, subjectOf } from './owner-of.ts';
import type { PodFacts } from './workload-facts.ts';

/** Longer than any pair of ours lives: settings bound a pair's deadline to an hour. */
const longestProofMs = 2 * 60 * 60_000;

/**
 * The pods that tell how a cluster's workloads run: those that live and, of owners at rest such as a nightly Job, the
 * newest that ran. What ran before is history, and lone pods that have ended run no more. Pods of Kataproof's own
 * proofs are left out while they are young: nobody can hide a workload behind our labels for long.
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
