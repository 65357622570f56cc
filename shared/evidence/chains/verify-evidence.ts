import { rulesVersion } from '../../isolation/rules-version.ts';
import { verifyEnvelope } from '../verify-envelope.ts';
import { judgeTold } from './compare-list.ts';
import { type Finding, note } from './finding.ts';
import { judgeAgain, judgeUnchained } from './judge-again.ts';
import { type ReadFile, readRecord } from './read-record.ts';
import type { GivenEvidence, Trust, Verification } from './verification.ts';
import { verifyChain } from './verify-chain.ts';
import { judgeStatements } from './verify-signatures.ts';
import { type ChainRecords, type Link, nameChain } from './walk-chain.ts';

/**
 * Verifies evidence by nothing but itself and what is trusted: that each document is the one that its name says, that the
 * records of each pool are one chain without a gap, which ends where it was told to, that each verdict follows from the raw
 * reports, and that trusted keys signed them.
 */
export function verifyEvidence(given: GivenEvidence, trust: Trust): Verification {
  const read = given.files.map(readRecord);
  const records = read.filter((file) => file.kind === 'record');
  const unchained = read.filter((file) => file.kind === 'unchained');
  const all = new Map(records.map((file): [string, Link] => [file.digest, file]));
  const altered = new Set(given.files.filter(({ named, digest }) => named !== digest).map(({ named }) => named));
  const digestsOf = (kind: ReadFile['kind']) =>
    new Set(read.filter((file) => file.kind === kind).map(({ digest }) => digest));
  const others = { all, altered, unchained: digestsOf('unchained'), later: digestsOf('later') };
  const groups = Map.groupBy(all.values(), ({ record }) => nameChain(record).key);
  const verified = [...groups.values()].map((links) => {
    const name = links[0] ? nameChain(links[0].record).name : '';
    const chain = { ...others, name, links: new Map(links.map((link) => [link.digest, link])) };
    return verifyChain(chain, given, trust, read);
  });
  const findings = [
    ...given.noticed,
    ...read.flatMap((file) => file.findings),
    ...(all.size + unchained.length === 0
      ? [note('unchecked', 'NothingGiven', 'evidence', 'There is no record to verify.')]
      : []),
    ...unchained.flatMap(({ digest, record }) => judgeUnchained(digest, record)),
    ...judgeLoose(
      [...others.unchained],
      verified.flatMap(({ named }) => named),
      given,
      trust,
    ),
    ...[...all.values()].flatMap(({ digest, record }) => judgeAgain(digest, record)),
    ...verified.flatMap((each) => each.findings),
    ...judgeTold(given.told, groups, others),
    ...judgeHeads(trust.heads, others),
    ...judgeAnchors(trust.anchors, verified, others),
    ...judgeStatements(given, new Set(verified.flatMap(({ on }) => on)), read, trust),
    ...(trust.sequence !== null && verified.length !== 1
      ? [
          note(
            'unchecked',
            'SequenceUnexpected',
            'evidence',
            `--sequence is of one chain, and there are ${verified.length}.`,
          ),
        ]
      : []),
  ];
  return {
    outcome: outcomeOf(findings),
    rules: rulesVersion,
    chains: verified.map(({ chain }) => chain),
    unchained: unchained.length,
    findings,
  };
}

function outcomeOf(findings: readonly Finding[]): Verification['outcome'] {
  if (findings.some(({ kind }) => kind === 'wrong')) return 'wrong';
  return findings.some(({ kind }) => kind === 'unchecked') ? 'unchecked' : 'holds';
}

type Others = Pick<ChainRecords, 'all' | 'altered' | 'unchained' | 'later'>;

function judgeHeads(heads: readonly string[], others: Others): Finding[] {
  const told = 'It was told to be the newest record of a chain';
  return heads
    .filter((digest) => !others.all.has(digest) && !others.unchained.has(digest))
    .map((digest) =>
      others.later.has(digest)
        ? note('unchecked', 'FormatUnknown', digest, `${told}, and this version does not know its format.`)
        : note('wrong', 'HeadMissing', digest, `${told}, and ${whereItIs(digest, others)}.`),
    );
}

function whereItIs(digest: string, { altered }: Others): string {
  return altered.has(digest) ? 'the bytes of the file of that name were changed' : 'is not among the files';
}

function judgeAnchors(
  anchors: readonly string[],
  verified: readonly { on: string[]; beyond: string[] }[],
  others: Others,
): Finding[] {
  const { all, unchained, later } = others;
  const on = new Set(verified.flatMap((each) => each.on));
  const beyond = new Set([...later, ...verified.flatMap((each) => each.beyond)]);
  const noted = 'It was noted before, and';
  return anchors
    .filter((digest) => !on.has(digest) && !unchained.has(digest))
    .map((digest) => {
      if (beyond.has(digest))
        return note(
          'unchecked',
          'FormatUnknown',
          digest,
          `${noted} a format that this version does not know keeps it from seeing whether the chain leads through it.`,
        );
      const lost = all.has(digest) ? 'no chain leads through it any more' : whereItIs(digest, others);
      return note('wrong', 'AnchorMissing', digest, `${noted} ${lost}.`);
    });
}

/**
 * Evidence of before there were chains that none begins after: what nobody noted, named or signed may be made up, and of what
 * belongs beside it anything may be missing.
 */
function judgeLoose(
  unchained: readonly string[],
  named: readonly string[],
  { statements }: GivenEvidence,
  { anchors, heads, openEnd, keys, signedFrom }: Trust,
): Finding[] {
  const signed = (digest: string) =>
    statements.some(
      (each) => each.digest === digest && verifyEnvelope(each.envelope, { digest }, keys).outcome === 'signed',
    );
  return unchained
    .filter((digest) => !named.includes(digest))
    .flatMap((digest): Finding[] => {
      if (signed(digest)) return [];
      if (keys.length > 0 && signedFrom === 1)
        return [
          note(
            'unchecked',
            'SignatureMissing',
            digest,
            'It is evidence of before there were chains: no chain begins after it, and no trusted key signed it.',
          ),
        ];
      if (openEnd || anchors.includes(digest) || heads.includes(digest)) return [];
      const message =
        'It is evidence of before there were chains, and no chain begins after it: whether it is all that there was, and was not made up, cannot be seen from it alone. --anchor, if you noted it, tells; --open-end does without.';
      return [note('unchecked', 'HeadUntold', digest, message)];
    });
}
