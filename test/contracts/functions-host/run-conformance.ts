export type Outcome = { kind: 'passed' } | { kind: 'failed'; error: Error } | { kind: 'skipped'; reason: string };

interface Case<Target> {
  name: string;
  run(target: Target): Promise<void>;
}

/** Says why a case cannot run on a target; undefined when it can. */
export type SkipReason<Target, Each extends Case<Target>> = (target: Target, each: Each) => string | undefined;

async function runCase<Target, Each extends Case<Target>>(
  target: Target,
  each: Each,
  reasonToSkip: SkipReason<Target, Each>,
): Promise<Outcome> {
  const reason = reasonToSkip(target, each);
  if (reason !== undefined) return { kind: 'skipped', reason };
  try {
    await each.run(target);
    return { kind: 'passed' };
  } catch (error) {
    return { kind: 'failed', error: error instanceof Error ? error : new Error(String(error)) };
  }
}

/**
 * Runs every case on a target, in their order. Up to `atATime` cases run together, so they must not disturb one
 * another.
 */
export async function runConformance<Target, Each extends Case<Target>>(
  target: Target,
  cases: readonly Each[],
  reasonToSkip: SkipReason<Target, Each>,
  atATime = 12,
): Promise<Map<string, Outcome>> {
  const outcomes = new Map<string, Outcome>();
  const queue = [...cases];
  const work = async (): Promise<void> => {
    for (let next = queue.shift(); next; next = queue.shift())
      outcomes.set(next.name, await runCase(target, next, reasonToSkip));
  };
  await Promise.all(Array.from({ length: atATime }, work));
  return outcomes;
}
