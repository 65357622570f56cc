/** The line that tells of a pool that is being made, or was there. */
export function linesOfPool(name: string, outcome: 'created' | 'existing-matches'): { step: string; percent: number } {
  const step = outcome === 'created' ? `AKS is making node pool ${name}` : `Using the existing node pool ${name}`;
  return { step, percent: 10 };
}

/** The line that tells of a pool on which sandboxed pods can run, on so many nodes. */
export function lineOfReadyPool(name: string, nodes: number): { step: string; percent: number; detail: string } {
  const detail = `${nodes} ready node${nodes === 1 ? '' : 's'}`;
  return { step: `Node pool ${name} is ready`, percent: 55, detail };
}
