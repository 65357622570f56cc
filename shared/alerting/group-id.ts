import { stableHash } from '../plain/stable-hash.ts';

/** The id of several alerts sent as one: that of a single alert, else one that follows from theirs. */
export function groupId(ids: readonly string[]): string {
  const [first = '', ...others] = ids;
  return others.length === 0 ? first : `group-${stableHash([...ids].sort().join('|'))}`;
}
