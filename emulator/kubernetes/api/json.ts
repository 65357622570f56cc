/** Any value that JSON can hold. */
export type Json = unknown;

export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isEmptyList = (value: unknown) => Array.isArray(value) && value.length === 0;

/** Whether two values have the same JSON, whatever the order of their fields. An empty list is as good as none. */
export function sameJson(a: Json, b: Json): boolean {
  if (Array.isArray(a) && Array.isArray(b))
    return a.length === b.length && a.every((item, index) => sameJson(item, b[index]));
  if (!isRecord(a) || !isRecord(b)) return Object.is(a, b);
  const fields = new Set([...Object.keys(a), ...Object.keys(b)]);
  return [...fields].every((field) => {
    const [left, right] = [a[field], b[field]];
    return sameJson(isEmptyList(left) ? undefined : left, isEmptyList(right) ? undefined : right);
  });
}
