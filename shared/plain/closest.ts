/**
 * The known name that a misspelt one is closest to, by the number of letters to add, remove or change; null when none is
 * close enough, that is within a third of its length.
 */
export function closest(name: string, known: readonly string[]): string | null {
  let best: { name: string; distance: number } | null = null;
  for (const candidate of known) {
    // No fewer letters change than there are more or less of them.
    if (Math.abs(name.length - candidate.length) > candidate.length / 3) continue;
    const distance = editDistance(name, candidate);
    if (distance <= candidate.length / 3 && (best === null || distance < best.distance))
      best = { name: candidate, distance };
  }
  return best?.name ?? null;
}

/** Levenshtein's distance, a row of its table at a time. */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const changed = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(changed, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
