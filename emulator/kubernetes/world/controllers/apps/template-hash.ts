import { createHash } from 'node:crypto';
import type { PodTemplate } from '../owned-pods.ts';

export const hashLabel = 'pod-template-hash';

const letters = 'bcdfghjklmnpqrstvwxz2456789';

/** Renders a value with its keys in order, so that equal templates have one text. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  const entries = Object.entries(value).filter(([, each]) => each !== undefined);
  return `{${entries
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, each]) => `${JSON.stringify(key)}:${canonical(each)}`)
    .join(',')}}`;
}

/** Returns the template without the label that a controller adds, as one text. */
export function templateText({ metadata = {}, spec }: PodTemplate): string {
  const { [hashLabel]: _hash, ...labels } = metadata.labels ?? {};
  return canonical({ annotations: metadata.annotations ?? {}, labels, spec });
}

/** Returns ten letters that depend on the template, as they stand in the names of ReplicaSets. */
export function templateHash(template: PodTemplate): string {
  const digest = createHash('sha256').update(templateText(template)).digest();
  return [...digest.subarray(0, 10)].map((byte) => letters[byte % letters.length]).join('');
}
