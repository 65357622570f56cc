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
export function judgeStatements(
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
