/** Lists the first few names and says how many more there are, so that messages stay short in large clusters. */
export function nameSome(names: Iterable<string>, most = 3): string {
  const all = [...new Set(names)].sort();
  const more = all.length - most;
  return more > 0 ? `${all.slice(0, most).join(', ')} and ${more} more` : all.join(', ');
}
