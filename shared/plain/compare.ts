/** For sorting numbers, infinite ones too, and texts by their code units: negative when `a` comes first. */
export function compare<T extends string | number>(a: T, b: T): number {
  return a === b ? 0 : a < b ? -1 : 1;
}
