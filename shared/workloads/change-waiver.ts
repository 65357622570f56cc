import type { Finding, Waiver, WaiverAsker, WaiverTerms } from './finding.ts';

/** Older changes are dropped. */
const mostChanges = 20;

/**
 * How a finding on record changes when somebody waives it, or takes the waiver back (`terms` null); null when nothing
 * changes, because the same was asked before. Who did it and when is kept after the waiver's end.
 */
export function changeWaiver(
  { waiver: before, waiverHistory }: Pick<Finding, 'waiver' | 'waiverHistory'>,
  terms: WaiverTerms | null,
  { at, by }: WaiverAsker,
): Pick<Finding, 'waiver' | 'waiverHistory'> | null {
  if (terms === null) {
    if (before === null) return null;
    const { reason, until } = before;
    return { waiver: null, waiverHistory: latest([...waiverHistory, { change: 'unwaived', at, by, reason, until }]) };
  }
  const { reason, until } = terms;
  if (before?.reason === reason && before.until === until) return null;
  const waiver: Waiver = { reason, until, at, by };
  return { waiver, waiverHistory: latest([...waiverHistory, { change: 'waived', at, by, reason, until }]) };
}

function latest<T>(changes: T[]): T[] {
  return changes.slice(-mostChanges);
}
