export type Outcome = { kind: 'passed' } | { kind: 'failed'; error: Error } | { kind: 'skipped'; reason: string };

interface Case<Target> {
  name: string;
  run(target: Target): Promise<void>;
}

/** Says why a case can't be asked of a target; undefined when it can. */
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

/** Asks a target for every case, in their order; some at a time where cases don't get in each other's way. */
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
