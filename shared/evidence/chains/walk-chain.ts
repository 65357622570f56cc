import type { ProofRecord } from '../proof-record.ts';
import type { Finding, FindingCode } from './finding.ts';
import { chainKey } from './told-chain.ts';

/** A record that was read, under the SHA-256 of its bytes. */
export interface Link {
  digest: string;
  record: ProofRecord;
}

/** The records of one pool. */
export interface ChainRecords {
  /** Cluster and pool, for people. */
  name: string;
  links: ReadonlyMap<string, Link>;
  /** The records of all pools. */
  all: ReadonlyMap<string, Link>;
  /** Digests that files are named by whose bytes are others: they were changed. */
  altered: ReadonlySet<string>;
  /** Evidence of before there were chains, that was given. */
  unchained: ReadonlySet<string>;
  /** What was given in a format that this version does not know: where a chain comes to it, it is followed no further. */
  later: ReadonlySet<string>;
}

/** A chain as it was followed from its newest record, which is the first here. */
export interface WalkedChain {
  links: Link[];
  findings: Finding[];
}

/**
 * Follows a chain from its newest record back, and finds gaps, records that are in the wrong place and branches. `head` is
 * the digest of the newest record as somebody told it; null where nobody did.
 */
export function walkChain(chain: ChainRecords, head: string | null): WalkedChain {
  const { links } = chain;
  const followed = new Set([...links.values()].flatMap(({ record }) => record.previous ?? []));
  const told = head === null ? undefined : links.get(head);
  const ends = [...links.values()].filter(({ digest }) => !followed.has(digest)).sort(newestFirst);
  const newest = told ?? ends[0];
  if (!newest) return { links: [], findings: [] };
  const walked = walkBack(chain, newest);
  const on = new Set(walked.links.map(({ digest }) => digest));
  const rivals = told
    ? []
    : ends.filter(({ digest, record }) => digest !== newest.digest && record.sequence === newest.record.sequence);
  return {
    links: walked.links,
    findings: [
      ...walked.findings,
      ...(rivals.length > 0
        ? [
            found(
              'unchecked',
              'HeadInDoubt',
              chain.name,
              `${rivals.length + 1} records have the number ${newest.record.sequence}, and any may be the newest: ${[newest, ...rivals].map(({ digest }) => digest).join(', ')}. --head tells which.`,
            ),
          ]
        : []),
      ...judgeOthers(
        chain,
        walked.links,
        [...links.values()].filter(({ digest }) => !on.has(digest) && !rivals.some((rival) => rival.digest === digest)),
        followed,
      ),
    ],
  };
}

/** Records from before one whose format is not known: whether the chain leads through them cannot be seen. */
export function recordsBeyond({ links, later }: ChainRecords, walked: readonly Link[]): Link[] {
  const oldest = walked.at(-1)?.record;
  if (!oldest?.previous || !later.has(oldest.previous)) return [];
  return [...links.values()].filter(({ record }) => record.sequence < oldest.sequence);
}

function newestFirst(a: Link, b: Link): number {
  return b.record.sequence - a.record.sequence || (a.digest < b.digest ? -1 : 1);
}

function walkBack(chain: ChainRecords, newest: Link): WalkedChain {
  const links: Link[] = [];
  const findings: Finding[] = [];
  // No record can name one that names it, so this ends.
  for (let link = newest; ; ) {
    links.push(link);
    const { digest, record } = link;
    const { sequence, previous } = record;
    if (previous === null) {
      findings.push(...judgeFirst(chain, link));
      return { links, findings };
    }
    const before = chain.links.get(previous);
    if (!before) {
      findings.push(...judgeMissing(chain, link, links));
      return { links, findings };
    }
    if (before.record.sequence !== sequence - 1)
      findings.push(
        found(
          'wrong',
          'SequenceDiffers',
          digest,
          `It is number ${sequence} and follows number ${before.record.sequence}.`,
        ),
      );
    link = before;
  }
}

function judgeFirst({ all, unchained, links }: ChainRecords, { digest, record }: Link): Finding[] {
  const { sequence, unchained: before } = record;
  const misplaced =
    sequence === 1
      ? []
      : [found('wrong', 'SequenceDiffers', digest, `It is number ${sequence} and names no record before it.`)];
  if (before === null) return misplaced;
  if (links.has(before) || all.has(before))
    return [
      ...misplaced,
      found(
        'wrong',
        'BegunAnew',
        digest,
        `The chain begins anew after the record ${before}, as if there had been none.`,
      ),
    ];
  const given = unchained.has(before) ? '' : ', which is not among the files';
  return [
    ...misplaced,
    found(
      'remark',
      'BeginsAfterUnchained',
      digest,
      `The chain begins after ${before}, evidence of before there were chains${given}.`,
    ),
  ];
}

/** A chain may begin after records that are kept no longer; in its middle, none may be missing. */
function judgeMissing(chain: ChainRecords, { digest, record }: Link, walked: readonly Link[]): Finding[] {
  const { previous, sequence } = record;
  if (previous !== null && chain.altered.has(previous))
    return [
      found(
        'wrong',
        'RecordMissing',
        previous,
        `Number ${sequence - 1} is there under its name, and its bytes were changed.`,
      ),
    ];
  if (previous !== null && chain.later.has(previous))
    return [
      found(
        'unchecked',
        'FormatUnknown',
        digest,
        `It is number ${sequence} and follows ${previous}, whose format this version does not know: the chain was not followed beyond.`,
      ),
    ];
  const other = previous === null ? undefined : chain.all.get(previous);
  if (other) return [found('wrong', 'OtherChain', digest, `It follows ${previous}, a record of another pool.`)];
  const on = new Set(walked.map((link) => link.digest));
  const earlier = [...chain.links.values()]
    .filter((link) => !on.has(link.digest) && link.record.sequence < sequence)
    .sort(newestFirst)[0];
  if (earlier)
    return [
      found(
        'wrong',
        'RecordMissing',
        digest,
        `It is number ${sequence} and follows ${previous}, which is not among the files, although number ${earlier.record.sequence} is.`,
      ),
    ];
  if (sequence === 1)
    return [found('wrong', 'SequenceDiffers', digest, `It is number 1 and names a record before it, ${previous}.`)];
  return [
    found(
      'remark',
      'BeginsLater',
      digest,
      `The chain begins at number ${sequence}: the record before, ${previous}, is not among what was given. It may be older than evidence is kept.`,
    ),
  ];
}

/**
 * Records that the chain does not lead through. A proof that another one overtook leaves one behind, upon which nothing is
 * built; a branch of two was made by nobody who appends as this app does.
 */
function judgeOthers(
  { links }: ChainRecords,
  walked: readonly Link[],
  others: readonly Link[],
  followed: ReadonlySet<string>,
): Finding[] {
  const newest = walked[0];
  const oldest = walked.at(-1);
  if (!newest || !oldest) return [];
  const on = new Set(walked.map(({ digest }) => digest));
  return others.flatMap(({ digest, record }): Finding[] => {
    const { sequence, previous } = record;
    const beside =
      previous === null ? oldest.record.sequence === 1 : on.has(previous) || previous === oldest.record.previous;
    // What is before a gap is told with the gap.
    if (sequence < oldest.record.sequence && !beside) return [];
    if (followed.has(digest) || !beside) {
      const after = sequence > newest.record.sequence;
      return after && leadsTo(links, digest, newest.digest)
        ? [
            found(
              'wrong',
              'HeadNotLast',
              digest,
              `It is number ${sequence} and comes after the head that was told, number ${newest.record.sequence}.`,
            ),
          ]
        : [
            found(
              'wrong',
              'Forked',
              digest,
              `It is number ${sequence} of another history of the pool: the chain does not lead through it, and more is built upon it.`,
            ),
          ];
    }
    if (previous === newest.digest)
      return [
        found(
          'unchecked',
          'HeadNotLast',
          digest,
          `It follows the head that was told, number ${newest.record.sequence}. Either it was never taken up, or another record is the newest.`,
        ),
      ];
    return [
      found(
        'remark',
        'NotTakenUp',
        digest,
        `It would be number ${sequence}, and was not taken up: another proof came before it.`,
      ),
    ];
  });
}

/** Whether one comes from the digest back to the other. */
function leadsTo(links: ReadonlyMap<string, Link>, digest: string, goal: string): boolean {
  for (let at: string | null = digest; at !== null; at = links.get(at)?.record.previous ?? null)
    if (at === goal) return true;
  return false;
}

/** For people: where the chain of a record belongs. */
export function nameChain({ cluster, pool }: Pick<ProofRecord, 'cluster' | 'pool'>): { key: string; name: string } {
  const { subscriptionId, resourceGroup, name } = cluster;
  return {
    key: chainKey({ cluster, poolName: pool.poolName }),
    name: `${subscriptionId}/${resourceGroup}/${name} ${pool.poolName}`,
  };
}

function found(kind: Finding['kind'], code: FindingCode, subject: string, message: string): Finding {
  return { kind, code, subject, message };
}
