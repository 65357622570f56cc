import { runTag } from './tag-format.ts';

/**
 * Whether a pool carries the tag of this run. Azure ignores case in names of tags but not in their values ("Use tags to
 * organize your Azure resources and management hierarchy").
 */
export function isOfRun(tags: Record<string, string>, runId: string): boolean {
  return Object.entries(tags).some(([name, value]) => name.toLowerCase() === runTag && value === runId);
}

/** The caller's tags plus ours, which a caller cannot override. */
export function tagWithRun(tags: Record<string, string>, runId: string): Record<string, string> {
  const others = Object.entries(tags).filter(([name]) => name.toLowerCase() !== runTag);
  return { ...Object.fromEntries(others), [runTag]: runId };
}
