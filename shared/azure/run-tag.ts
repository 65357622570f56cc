/** The tag by which a pool says which run made it. Only that run removes it. */
export const runTag = 'kataproof-run';

/** Azure compares the names of tags without case, and their values with it. */
export function isOfRun(tags: Record<string, string>, runId: string): boolean {
  return Object.entries(tags).some(([name, value]) => name.toLowerCase() === runTag && value === runId);
}

/** The caller's tags with ours, which nobody overrides. */
export function tagWithRun(tags: Record<string, string>, runId: string): Record<string, string> {
  const others = Object.entries(tags).filter(([name]) => name.toLowerCase() !== runTag);
  return { ...Object.fromEntries(others), [runTag]: runId };
}
