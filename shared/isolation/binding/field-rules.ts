/**
 * What may become of a field of an object that we asked for: it must stay the `same`, must be `absent`, is `free` to
 * change, or is `compared` by code of its own. The rules name every field of the type, so that a new version of the
 * types does not compile before somebody has decided about its new fields.
 */
export type FieldRule = 'same' | 'absent' | 'free' | 'compared';

/** Names the fields that are not what their rules want. What is false, empty or nothing is absent. */
export function compareFields<T extends object>(
  rules: Record<keyof T & string, FieldRule>,
  asked: T,
  live: T,
): string[] {
  const names = Object.keys(rules) as (keyof T & string)[];
  return names.flatMap((name): string[] => {
    if (rules[name] === 'absent') return isAbsent(live[name]) ? [] : [`${name} was set`];
    if (rules[name] !== 'same') return [];
    return toComparable(asked[name]) === toComparable(live[name]) ? [] : [`${name} was changed`];
  });
}

function isAbsent(value: unknown): boolean {
  return !value || (typeof value === 'object' && Object.values(value).length === 0);
}

/** JSON with sorted keys and without fields that are absent: a list of objects and a watch do not write them alike. */
function toComparable(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) => {
    if (typeof part !== 'object' || part === null || Array.isArray(part)) return part;
    const fields = Object.entries(part).filter(([, field]) => field !== undefined && field !== null);
    return Object.fromEntries(fields.sort(([one], [other]) => (one < other ? -1 : 1)));
  });
}
