/** Finds the pool of a name, which ARM writes in any case. */
export function findPool<T extends { name: string }>(
  pools: readonly T[] | null | undefined,
  name: string,
): T | undefined {
  const wanted = name.toLowerCase();
  return pools?.find((pool) => pool.name.toLowerCase() === wanted);
}
