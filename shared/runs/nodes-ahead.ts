import { takeWithin } from './boundary.ts';

/** The nodes behind a page of them, by name: who goes on asks for these alone, and not for the whole pool again. */
export interface NodesAhead {
  /** Sorted. */
  names: string[];
  /** More nodes come behind these. */
  more: boolean;
}

/** The bytes that names take at a boundary, at most: they travel beside a page of nodes. */
const mostAheadBytes = 12 * 1024;

/** What to hand on of the names behind a page; undefined for none. */
export function planAhead(names: readonly string[]): NodesAhead | undefined {
  if (names.length === 0) return undefined;
  const taken = takeWithin(names, names.length, mostAheadBytes);
  return { names: taken, more: taken.length < names.length };
}

/**
 * Splits off the first names, `most` at most. Both parts are undefined where no name is known, or so few that a page would
 * not be full though more nodes come behind them.
 */
export function takeAhead(
  ahead: NodesAhead | undefined,
  most: number,
): { named?: NodesAhead | undefined; rest?: NodesAhead | undefined } {
  if (!ahead || ahead.names.length < (ahead.more ? most : 1)) return {};
  const rest = { names: ahead.names.slice(most), more: ahead.more };
  return { named: { names: ahead.names.slice(0, most), more: rest.more || rest.names.length > 0 }, rest };
}
