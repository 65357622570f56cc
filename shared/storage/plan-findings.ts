import type { Finding, FoundFinding, Inspection } from '../workloads/finding.ts';

/**
 * A finding as it is stored. `firstSeenAt`: when it was found for the first time ever. `openedAt`: since when it is
 * open without a break.
 */
export interface StoredFinding extends Finding {
  openedAt: string;
}

/** What to write after an inspection. */
export interface FindingsPlan {
  /** Rows to write. */
  changed: StoredFinding[];
  /** Ids of the findings that this inspection opened, also when the same inspection is recorded again. */
  opened: string[];
  /** Ids of the findings that this inspection resolved. */
  resolved: string[];
}

/**
 * Computes how an inspection changes the findings on record. An inspection that arrives late changes nothing that a
 * later one has said: it neither resolves what was seen later nor reopens what was resolved later.
 */
export function planFindings(known: ReadonlyMap<string, StoredFinding>, inspection: Inspection): FindingsPlan {
  const found = new Map(inspection.found.map((finding) => [finding.id, finding]));
  const changed = [...found.values()].flatMap((finding) => see(known.get(finding.id), finding, inspection));
  const ended = (inspection.ended ?? []).flatMap((finding) => end(known.get(finding.id), finding, inspection));
  const isReplaced = (one: StoredFinding) =>
    inspection.replaced?.some(({ rule, subject }) => rule === one.rule && subject === one.subject) ?? false;
  const gone = [...known.values()].filter(
    (one) => (inspection.rules.includes(one.rule) || isReplaced(one)) && !found.has(one.id),
  );
  const resolved = [...ended, ...gone.flatMap((finding) => resolve(finding, inspection.at))];
  return {
    changed: [...changed, ...resolved],
    opened: changed.filter(({ openedAt }) => sameMoment(openedAt, inspection.at)).map(({ id }) => id),
    resolved: resolved.map(({ id }) => id),
  };
}

function see(before: StoredFinding | undefined, finding: FoundFinding, inspection: Inspection): StoredFinding[] {
  const { at } = inspection;
  const seen = { ...finding, cluster: inspection.cluster, lastSeenAt: at, resolvedAt: null };
  if (!before) return [{ ...seen, firstSeenAt: at, openedAt: at, waiver: null, waiverHistory: [] }];
  const reopened = before.resolvedAt !== null;
  if (isBefore(at, before.lastSeenAt) || (before.resolvedAt !== null && !isBefore(before.resolvedAt, at))) return [];
  const { firstSeenAt, waiver, waiverHistory } = before;
  return [{ ...seen, firstSeenAt, waiver, waiverHistory, openedAt: reopened ? at : before.openedAt }];
}

/**
 * Records that something is over. It is recorded even if nobody has seen it, because its beginning may come after its
 * end: events have no order.
 */
function end(before: StoredFinding | undefined, finding: FoundFinding, { cluster, at }: Inspection): StoredFinding[] {
  if (before && isBefore(at, before.lastSeenAt)) return [];
  const { firstSeenAt = at, openedAt = at, waiver = null, waiverHistory = [] } = before ?? {};
  return [{ ...finding, cluster, firstSeenAt, openedAt, waiver, waiverHistory, lastSeenAt: at, resolvedAt: at }];
}

function resolve(finding: StoredFinding, at: string): StoredFinding[] {
  if (finding.resolvedAt !== null) return sameMoment(finding.resolvedAt, at) ? [finding] : [];
  return isBefore(finding.lastSeenAt, at) ? [{ ...finding, resolvedAt: at }] : [];
}

function isBefore(a: string, b: string): boolean {
  return Date.parse(a) < Date.parse(b);
}

function sameMoment(a: string, b: string): boolean {
  return Date.parse(a) === Date.parse(b);
}
