import type { PodTemplate } from '../owned-pods.ts';

/** The fields of a Deployment that its controller reads. */
export interface DeploymentSpec {
  replicas: number;
  selector: { matchLabels?: Record<string, string> };
  template: PodTemplate;
  strategy?: { type?: string; rollingUpdate?: { maxSurge?: number | string; maxUnavailable?: number | string } };
  paused?: boolean;
  progressDeadlineSeconds?: number;
  revisionHistoryLimit?: number;
}

/** Returns a number of pods that is given as a number or as a share of all. */
export function podsOf(value: number | string | undefined, all: number, round: (value: number) => number): number {
  if (typeof value !== 'string') return value ?? round(all / 4);
  return value.endsWith('%') ? round((all * Number.parseInt(value, 10)) / 100) : Number(value);
}
