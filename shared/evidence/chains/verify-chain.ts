import { compareList } from './compare-list.ts';
import { note } from './finding.ts';
import type { ReadFile } from './read-record.ts';
import { chainKey, headOf } from './told-chain.ts';
import type { GivenEvidence, Trust, VerifiedChain } from './verification.ts';
import { verifySignatures } from './verify-signatures.ts';
import { type ChainRecords, type Link, nameChain, recordsBeyond, walkChain } from './walk-chain.ts';

/**
 * Verifies one chain: that it is whole, that it ends where it was told to, that lists say of it what it says itself, and its
 * signatures. `on` are the digests of the records that it leads through, `beyond` of those of which that cannot be seen. What the records say of nodes is not judged here.
 */
export function verifyChain(chain: ChainRecords, given: GivenEvidence, trust: Trust, read: readonly ReadFile[]) {
  const lists = given.told.filter((list) =>
    [...chain.links.values()].some(({ record }) => nameChain(record).key === chainKey(list)),
  );
  const toldHeads = trust.heads.filter((digest) => chain.links.has(digest));
  // Of lists that were saved one after another, the one that goes furthest tells the newest record.
  const listed = headOf({ value: lists.flatMap(({ value }) => value) });
  const head = toldHeads[0] ?? listed?.digest ?? null;
  const walked = walkChain(chain, head);
  const [newest, oldest] = [walked.links[0], walked.links.at(-1)];
  const signatures = verifySignatures(walked.links, given, trust, read);
  const rivals = new Set([...toldHeads, ...(listed ? [listed.digest] : [])]);
  const findings = [
    ...walked.findings,
    ...(rivals.size > 1
      ? [
          note(
            'wrong',
            'HeadsDiffer',
            chain.name,
            `Different records were told to be the newest: ${[...rivals].join(', ')}.`,
          ),
        ]
      : []),
    ...(head === null && !trust.openEnd
      ? [
          note(
            'unchecked',
            'HeadUntold',
            chain.name,
            `Whether records after number ${newest?.record.sequence} were removed, or all of them rewritten, cannot be seen from the records alone: --head with the digest of the newest one, or the list of proofs, tells. --open-end does without.`,
          ),
        ]
      : []),
    ...(trust.sequence !== null && newest && newest.record.sequence !== trust.sequence
      ? [
          note(
            'wrong',
            'SequenceUnexpected',
            chain.name,
            `Its newest record is number ${newest.record.sequence}, and ${trust.sequence} was told.`,
          ),
        ]
      : []),
    ...lists.flatMap((list) => compareList(list, chain, walked.links)),
    ...signatures.findings,
  ];
  const verified: VerifiedChain = {
    name: chain.name,
    first: oldest?.record.sequence ?? 0,
    last: newest?.record.sequence ?? 0,
    head: newest?.digest ?? '',
    headFrom: toldHeads.length > 0 ? '--head' : listed ? 'list' : null,
    records: walked.links.length,
    nodes: walked.links.reduce((sum, { record }) => sum + record.nodes.length, 0),
    signed: signatures.signed,
    ...tellOptions(walked.links),
  };
  const named = walked.links.flatMap(({ record }) => record.unchained ?? []);
  const beyond = recordsBeyond(chain, walked.links).map(({ digest }) => digest);
  return { chain: verified, findings, on: walked.links.map(({ digest }) => digest), beyond, named };
}

function tellOptions(links: readonly Link[]): Pick<VerifiedChain, 'recordedBy' | 'vmmNames'> {
  const records = links.map(({ record }) => record);
  const under = records.flatMap(({ nodes }) => nodes.flatMap(({ judgedUnder }) => judgedUnder ?? []));
  const distinct = (texts: string[]) => [...new Set(texts)].sort();
  return {
    recordedBy: {
      apps: distinct(records.map(({ app }) => app)),
      rules: distinct([...records, ...under].map(({ rules }) => rules)),
    },
    vmmNames: distinct(under.flatMap(({ vmmNames }) => vmmNames)),
  };
}
