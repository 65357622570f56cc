import type { Check, NodeEvidence, PodObservation } from './evidence.ts';

/**
 * Checks whether both reports come from the pods and containers that we asked for: nothing about a pod was changed that
 * lets somebody else write its report, nobody else made a pod in its name, and both ran the same image.
 */
export function checkBinding({ sandboxed, ordinary }: NodeEvidence): { ours: Check[]; alone: Check } {
  return {
    ours: [checkOurs('ordinary', ordinary), checkOurs('sandboxed', sandboxed), checkSameImage(ordinary, sandboxed)],
    alone: checkAlone([ordinary, sandboxed]),
  };
}

function checkOurs(role: PodObservation['role'], pod: PodObservation | null): Check {
  const base = { id: `${role}-pod-as-asked`, expected: `the ${role} pod as we asked for it` };
  if (!pod) return { ...base, state: 'unknown', seen: 'no such pod' };
  if (!pod.binding) return { ...base, state: 'unknown', seen: 'a pod that was not compared' };
  const { differences } = pod.binding;
  return differences.length > 0
    ? { ...base, state: 'failed', seen: differences.join('; ') }
    : { ...base, state: 'passed', seen: `pod ${pod.podName} as we asked for it` };
}

/** The kubelet does not tell a digest of every image, so only two digests can differ. */
function checkSameImage(ordinary: PodObservation | null, sandboxed: PodObservation | null): Check {
  const base = { id: 'same-image', expected: 'one image in both pods' };
  const [one, other] = [ordinary?.binding?.imageDigest ?? null, sandboxed?.binding?.imageDigest ?? null];
  if (one !== null && other !== null && one !== other)
    return { ...base, state: 'failed', seen: `${one} in the ordinary pod and ${other} in the sandboxed one` };
  return { ...base, state: 'passed', seen: one ?? other ?? 'no digest that differs' };
}

function checkAlone(pods: (PodObservation | null)[]): Check {
  const strangers = pods.flatMap((pod) => pod?.binding?.strangers ?? []);
  const base = { id: 'no-foreign-pod', expected: 'no other pod in the name of our Jobs' };
  return strangers.length > 0
    ? { ...base, state: 'failed', seen: strangers.join(', ') }
    : { ...base, state: 'passed', seen: 'our pods alone' };
}
