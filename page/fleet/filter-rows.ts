import type { PoolRow } from './pool-row.ts';

/** What the address asks for. An empty field asks for everything. */
export interface FleetFilter {
  standing: string;
  age: string;
  /** An ARM id, in small letters. */
  cluster: string;
  text: string;
}

/** Reads the filter from the query of the address. */
export function readFilter(query: URLSearchParams): FleetFilter {
  const field = (name: string) => query.get(name) ?? '';
  return { standing: field('verdict'), age: field('age'), cluster: field('cluster').toLowerCase(), text: field('q') };
}

export const isEmptyFilter = (filter: FleetFilter) => Object.values(filter).every((value) => value === '');

/** The pools that a filter asks for. Every word of its text must be in a name, a group, an image or a reason. */
export function filterRows(rows: readonly PoolRow[], filter: FleetFilter): PoolRow[] {
  const words = filter.text.toLowerCase().split(/\s+/).filter(Boolean);
  return rows.filter((row) => {
    if (filter.standing !== '' && filter.standing !== row.standing) return false;
    if (filter.age !== '' && filter.age !== row.age) return false;
    if (filter.cluster !== '' && filter.cluster !== row.clusterId.toLowerCase()) return false;
    if (words.length === 0) return true;
    const text = `${row.id} ${row.image ?? ''} ${row.posture?.reason ?? ''}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
}
