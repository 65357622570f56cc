/** The tag that a cluster must have to belong to the fleet. With a null `value`, any value will do. */
export interface TagFilter {
  name: string;
  value: string | null;
}

/**
 * Whether a cluster belongs to the fleet; without a filter, every cluster does. Azure ignores case in names of tags but
 * not in their values ("Use tags to organize your Azure resources and management hierarchy").
 */
export function isSelected(cluster: { tags: Record<string, string> }, tag: TagFilter | null): boolean {
  if (!tag) return true;
  const found = Object.entries(cluster.tags).find(([name]) => name.toLowerCase() === tag.name.toLowerCase());
  return found !== undefined && (tag.value === null || found[1] === tag.value);
}
