/** The first few, and how many more there are: messages stay short however large the cluster is. */
export function nameSome(names: Iterable<string>, most = 3): string {
  const all = [...new Set(names)].sort();
  const more = all.length - most;
  return more > 0 ? `${all.slice(0, most).join(', ')} and ${more} more` : all.join(', ');
}
