/** The line that tells of a pool that is being made, or was there. */
export function linesOfPool(name: string, outcome: 'created' | 'existing-matches'): { step: string; percent: number } {
  const step = outcome === 'created' ? `AKS is making node pool ${name}` : `Using the existing node pool ${name}`;
  return { step, percent: 10 };
}
