/** What AKS gives new pools ("Upgrade options for AKS clusters", node surge). */
const defaultSurge = '10%';

/** How many nodes an upgrade of a pool adds at a time: a number, or a part of all nodes, rounded up, one at least. */
export function surgeOf(count: number, maxSurge: string | undefined): number {
  const [, digits = '', percent] = /^(\d{1,4})(%?)$/.exec(maxSurge ?? defaultSurge) ?? [];
  const amount = Number(digits);
  return percent ? Math.max(1, Math.ceil((count * amount) / 100)) : amount;
}
