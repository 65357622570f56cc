/**
 * Compares two numbers (also infinite ones) or two texts by their code units, for sorting: negative when `a` comes
 * first.
 */
export function compare<T extends string | number>(a: T, b: T): number {
  return a === b ? 0 : a < b ? -1 : 1;
}
