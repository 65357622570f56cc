import { parseJson } from '../../plain/parse-json.ts';
import { verifyEnvelope } from '../verify-envelope.ts';
import { type Finding, note } from './finding.ts';
import type { ReadFile } from './read-record.ts';
import type { GivenEvidence, Trust } from './verification.ts';
import type { Link } from './walk-chain.ts';

/**
 * Checks the statements about the records of a chain. `signed` is how many have one by a trusted key; null where no key is
 * trusted.
 */
export function verifySignatures(
  links: readonly Link[],
  { statements }: GivenEvidence,
  { keys, signedFrom }: Trust,
  read: readonly ReadFile[],
): { signed: number | null; findings: Finding[] } {
  if (keys.length === 0) return { signed: null, findings: [] };
  const findings: Finding[] = [];
  const texts = textsOf(read);
  const byDigest = Map.groupBy(statements, ({ digest }) => digest);
  let signed = 0;
  for (const [place, { digest, record }] of links.entries()) {
    const own = byDigest.get(digest);
    if (!own) {
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
    // Of two for one record, in two folders, neither may be another's.
    const refused = own.flatMap((each) => findRefused(each, texts, keys));
    if (refused.length < own.length) signed++;
    findings.push(...refused);
  }
  return { signed, findings };
}

/** The records as they were written, as texts: parsed they are large, and one is looked at at a time. */
function textsOf(read: readonly ReadFile[]): ReadonlyMap<string, string> {
  return new Map(read.flatMap((file) => (file.kind === 'record' ? [[file.digest, file.text]] : [])));
}

/** What is wrong with a statement; nothing where a trusted key signed it and it is about that evidence. */
function findRefused(
  { digest, path, envelope }: GivenEvidence['statements'][number],
  texts: ReadonlyMap<string, string>,
  keys: Trust['keys'],
): Finding[] {
  const checked = verifyEnvelope(envelope, { digest, record: parseJson(texts.get(digest)) }, keys);
  return checked.outcome === 'signed'
    ? []
    : [note('wrong', 'SignatureRefused', path, `${checked.flaw}: ${checked.reason}`)];
}

/** Statements about what no chain leads through, and those that nobody asked to check. */
export function judgeStatements(
  { statements }: GivenEvidence,
  on: ReadonlySet<string>,
  read: readonly ReadFile[],
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
  const texts = textsOf(read);
  const there = new Set(read.filter(({ kind }) => kind !== 'none').map(({ digest }) => digest));
  return statements
    .filter(({ digest }) => !on.has(digest))
    .flatMap((statement): Finding[] => {
      const { digest, path } = statement;
      const refused = findRefused(statement, texts, keys);
      if (refused.length > 0 || there.has(digest)) return refused;
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
