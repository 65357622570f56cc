import { type ConformanceCase, reasonToSkip } from './conformance-case.ts';
import type { ConformanceTarget } from './conformance-target.ts';

export type Outcome = { kind: 'passed' } | { kind: 'failed'; error: Error } | { kind: 'skipped'; reason: string };

async function runCase(target: ConformanceTarget, each: ConformanceCase): Promise<Outcome> {
  const reason = reasonToSkip(target, each);
  if (reason !== undefined) return { kind: 'skipped', reason };
  try {
    await each.run(target);
    return { kind: 'passed' };
  } catch (error) {
    return { kind: 'failed', error: error instanceof Error ? error : new Error(String(error)) };
  }
}

/** Asks a target for every case, some at a time (cases don't get in each other's way). */
export async function runConformance(
  target: ConformanceTarget,
  cases: readonly ConformanceCase[],
  atATime = 12,
): Promise<Map<string, Outcome>> {
  const outcomes = new Map<string, Outcome>();
  const queue = [...cases];
  const work = async (): Promise<void> => {
    for (let next = queue.shift(); next; next = queue.shift()) outcomes.set(next.name, await runCase(target, next));
  };
  await Promise.all(Array.from({ length: atATime }, work));
  return outcomes;
}
