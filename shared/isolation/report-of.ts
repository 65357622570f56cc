import type { KernelReport, PodObservation } from './evidence.ts';

export function reportOf(pod: PodObservation | null): KernelReport | null {
  return pod?.evidence.outcome === 'report' ? pod.evidence.report : null;
}

/** Why there is no report, for a pod that gave none. */
export function describeSilence(pod: PodObservation | null): string {
  if (!pod) return 'no such pod';
  return pod.evidence.outcome === 'no-evidence' ? `no evidence (${withoutStop(pod.evidence.reason)})` : 'a report';
}

function withoutStop(sentence: string): string {
  return sentence.replace(/\.$/, '');
}
