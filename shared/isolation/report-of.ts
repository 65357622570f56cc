import type { KernelReport, PodObservation } from './evidence.ts';

/** The parsed report of a pod, or null when it gave none. */
export function reportOf(pod: PodObservation | null): KernelReport | null {
  return pod?.evidence.outcome === 'report' ? pod.evidence.report : null;
}

/** Says why a pod gave no report. */
export function describeSilence(pod: PodObservation | null): string {
  if (!pod) return 'no such pod';
  return pod.evidence.outcome === 'no-evidence' ? `no evidence (${withoutStop(pod.evidence.reason)})` : 'a report';
}

function withoutStop(sentence: string): string {
  return sentence.replace(/\.$/, '');
}
