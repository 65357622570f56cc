import { rulesVersion } from '../../isolation/rules-version.ts';
import { verifyEnvelope } from '../verify-envelope.ts';
import { judgeTold } from './compare-list.ts';
import { type Finding, type FindingCode, note } from './finding.ts';
import { judgeAgain, judgeUnchained } from './judge-again.ts';
import { readRecord } from './read-record.ts';
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
  const others = { all, altered, unchained: new Set(unchained.map(({ digest }) => digest)) };
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
    ...judgeTold(given.told, groups),
    ...missing(
      trust.heads,
      all,
      'HeadMissing',
      'It was told to be the newest record of a chain, and is not among the files.',
    ),
    ...judgeAnchors(
      trust.anchors,
      verified.flatMap(({ on }) => on),
      others,
    ),
    ...judgeStatements(given, all, others.unchained, trust),
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

function missing(
  digests: readonly string[],
  all: ReadonlyMap<string, unknown>,
  code: FindingCode,
  message: string,
): Finding[] {
  return digests.filter((digest) => !all.has(digest)).map((digest) => note('wrong', code, digest, message));
}

function judgeAnchors(
  anchors: readonly string[],
  on: readonly string[],
  { all, unchained }: Pick<ChainRecords, 'all' | 'unchained'>,
): Finding[] {
  const lost = anchors.filter((digest) => !on.includes(digest) && !unchained.has(digest));
  return lost.map((digest) =>
    note(
      'wrong',
      'AnchorMissing',
      digest,
      all.has(digest)
        ? 'It was noted before, and no chain leads through it any more.'
        : 'It was noted before, and is not among the files.',
    ),
  );
}

/**
 * Evidence of before there were chains that none begins after: what nobody noted, named or signed may be made up, and of what
 * belongs beside it anything may be missing.
 */
function judgeLoose(
  unchained: readonly string[],
  named: readonly string[],
  { statements }: GivenEvidence,
  { anchors, openEnd, keys, signedFrom }: Trust,
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
      if (openEnd || anchors.includes(digest)) return [];
      const message =
        'It is evidence of before there were chains, and no chain begins after it: whether it is all that there was, and was not made up, cannot be seen from it alone. --anchor, if you noted it, tells; --open-end does without.';
      return [note('unchecked', 'HeadUntold', digest, message)];
    });
}
