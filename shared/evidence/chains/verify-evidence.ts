import { rulesVersion } from '../../isolation/rules-version.ts';
import { type TrustedKey, verifyEnvelope } from '../verify-envelope.ts';
import type { Finding, FindingCode } from './finding.ts';
import { judgeAgain, judgeUnchained } from './judge-again.ts';
import { type GivenFile, type ReadFile, readRecord } from './read-record.ts';
import { chainKey, headOf, type ToldChain } from './told-chain.ts';
import { type ChainRecords, type Link, nameChain, walkChain } from './walk-chain.ts';

/** What was given to be verified. Nothing in it is believed but what `Trust` names. */
export interface GivenEvidence {
  files: GivenFile[];
  /** Parsed JSON of the files `<digest>.dsse.json`, by that digest; `path` as people find it. */
  statements: { digest: string; path: string; envelope: unknown }[];
  /** Lists of proofs beside the records. */
  told: ToldChain[];
  /** What was found when the files were read. */
  noticed: Finding[];
}

/** What is believed from elsewhere. */
export interface Trust {
  /** Digests of the newest record, one for each chain that it is known of. */
  heads: string[];
  /** Digests of records that were noted before: each must still be in its chain. */
  anchors: string[];
  /** The number of the newest record; null where it was not told. For one chain. */
  sequence: number | null;
  /** Nobody knows the newest record, and that is accepted. */
  openEnd: boolean;
  /** Public keys; with any, each record must be signed, from this number on. */
  keys: TrustedKey[];
  signedFrom: number;
}

/** What was found out about one chain. */
export interface VerifiedChain {
  name: string;
  /** The numbers of its oldest and its newest record. */
  first: number;
  last: number;
  head: string;
  /** Who told which record is the newest; null when nobody did. */
  headFrom: '--head' | 'list' | null;
  records: number;
  nodes: number;
  /** Records with a statement by a trusted key; null where no key was given. */
  signed: number | null;
  /** The versions of the app that recorded them, and of the rules that judged. */
  recordedBy: { apps: string[]; rules: string[] };
  /** Monitors that were taken for Kata's, as the settings named them: what was judged again was judged under the same. */
  vmmNames: string[];
}

export interface Verification {
  /** `wrong` where anything does not hold; else `unchecked` where anything could not be checked. */
  outcome: 'holds' | 'unchecked' | 'wrong';
  /** The version of the rules that verdicts were judged again by. */
  rules: string;
  chains: VerifiedChain[];
  /** Number of documents of before there were chains. */
  unchained: number;
  findings: Finding[];
}

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

function verifyChain(chain: ChainRecords, given: GivenEvidence, trust: Trust, read: readonly ReadFile[]) {
  const lists = given.told.filter((list) =>
    [...chain.links.values()].some(({ record }) => nameChain(record).key === chainKey(list)),
  );
  const toldHeads = trust.heads.filter((digest) => chain.links.has(digest));
  const listed = lists.flatMap((list) => headOf(list) ?? []);
  const head = toldHeads[0] ?? listed[0]?.digest ?? null;
  const walked = walkChain(chain, head);
  const [newest, oldest] = [walked.links[0], walked.links.at(-1)];
  const signatures = verifySignatures(walked.links, given, trust, read);
  const rivals = new Set([...toldHeads, ...listed.map(({ digest }) => digest)]);
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
    headFrom: toldHeads.length > 0 ? '--head' : listed.length > 0 ? 'list' : null,
    records: walked.links.length,
    nodes: walked.links.reduce((sum, { record }) => sum + record.nodes.length, 0),
    signed: signatures.signed,
    ...tellOptions(walked.links),
  };
  const named = walked.links.flatMap(({ record }) => record.unchained ?? []);
  return { chain: verified, findings, on: walked.links.map(({ digest }) => digest), named };
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

/** Each proof of a list must be in the chain, and say of itself what the list does. */
function compareList({ path, value }: ToldChain, { altered }: ChainRecords, walked: readonly Link[]): Finding[] {
  const on = new Map(walked.map((link) => [link.digest, link.record]));
  return value.flatMap((proof): Finding[] => {
    const record = on.get(proof.digest);
    if (!record && altered.has(proof.digest))
      return [
        note(
          'wrong',
          'RecordMissing',
          proof.digest,
          `It is number ${proof.sequence} in ${path}, and its bytes were changed.`,
        ),
      ];
    if (!record)
      return [
        note(
          'wrong',
          'RecordMissing',
          proof.digest,
          `It is number ${proof.sequence} in ${path}, and the chain does not lead through it.`,
        ),
      ];
    const told = [proof.sequence, proof.runId, proof.provenAt, proof.verdict, proof.previousDigest];
    const said = [record.sequence, record.runId, record.provenAt, record.pool.verdict, record.previous];
    if (told.join() === said.join()) return [];
    return [
      note(
        'wrong',
        'ListDiffers',
        proof.digest,
        `${path} says of it: ${told.join(', ')}; it says itself: ${said.join(', ')}.`,
      ),
    ];
  });
}

/** A list of a chain of which no record was given. */
function judgeTold(told: readonly ToldChain[], groups: ReadonlyMap<string, unknown>): Finding[] {
  return told
    .filter((list) => list.value.length > 0 && !groups.has(chainKey(list)))
    .map(({ path, poolName, value }) =>
      note(
        'wrong',
        'RecordMissing',
        path,
        `It lists ${value.length} proofs of pool ${poolName}, of which no record is among the files.`,
      ),
    );
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

function verifySignatures(
  links: readonly Link[],
  { statements }: GivenEvidence,
  { keys, signedFrom }: Trust,
  read: readonly ReadFile[],
): { signed: number | null; findings: Finding[] } {
  if (keys.length === 0) return { signed: null, findings: [] };
  const findings: Finding[] = [];
  const documents = new Map(read.flatMap((file) => (file.kind === 'record' ? [[file.digest, file.document]] : [])));
  // The first of two for one record, as they come.
  const byDigest = new Map(statements.toReversed().map((each) => [each.digest, each]));
  let signed = 0;
  for (const [place, { digest, record }] of links.entries()) {
    const statement = byDigest.get(digest);
    if (!statement) {
      // What is signed vouches for all before it. Of a newest record that nobody signed, no key says anything.
      if (place === 0 && record.sequence < signedFrom)
        findings.push(
          note(
            'unchecked',
            'SignatureMissing',
            digest,
            `The newest record is number ${record.sequence}, before ${signedFrom}, from which on records were told to be signed: newer ones may have been removed, or the chain made anew.`,
          ),
        );
      if (record.sequence >= signedFrom)
        findings.push(
          note('wrong', 'SignatureMissing', digest, `There is no statement about number ${record.sequence}.`),
        );
      continue;
    }
    const checked = verifyEnvelope(statement.envelope, { digest, record: documents.get(digest) }, keys);
    if (checked.outcome === 'signed') signed++;
    else findings.push(note('wrong', 'SignatureRefused', statement.path, `${checked.flaw}: ${checked.reason}`));
  }
  return { signed, findings };
}

/** Statements about what no chain leads through, and those that nobody asked to check. */
function judgeStatements(
  { statements }: GivenEvidence,
  all: ReadonlyMap<string, unknown>,
  unchained: ReadonlySet<string>,
  { keys }: Trust,
): Finding[] {
  if (keys.length === 0)
    return statements.length === 0
      ? []
      : [
          note(
            'remark',
            'SignatureUnchecked',
            'statements',
            `${statements.length} signed statements were not checked: --public-key checks them.`,
          ),
        ];
  return statements
    .filter(({ digest }) => !all.has(digest))
    .flatMap(({ digest, path, envelope }): Finding[] => {
      const checked = verifyEnvelope(envelope, { digest }, keys);
      if (checked.outcome === 'refused')
        return [note('wrong', 'SignatureRefused', path, `${checked.flaw}: ${checked.reason}`)];
      if (unchained.has(digest)) return [];
      return [
        note(
          'unchecked',
          'StatementAlone',
          path,
          `A trusted key signed that there was a record ${digest}, which is not among the files.`,
        ),
      ];
    });
}

function note(kind: Finding['kind'], code: FindingCode, subject: string, message: string): Finding {
  return { kind, code, subject, message };
}
