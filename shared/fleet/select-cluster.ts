/** Which clusters belong to the fleet: those with the tag and, when a value is given, that value. */
export interface TagFilter {
  name: string;
  value: string | null;
}

/** Whether a cluster is in the fleet. Azure compares the names of tags without regard to case, and values with. */
export function isSelected(cluster: { tags: Record<string, string> }, tag: TagFilter | null): boolean {
  if (!tag) return true;
  const found = Object.entries(cluster.tags).find(([name]) => name.toLowerCase() === tag.name.toLowerCase());
  return found !== undefined && (tag.value === null || found[1] === tag.value);
}
