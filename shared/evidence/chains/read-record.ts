import type { z } from 'zod';
import { toCanonicalJson } from '../../plain/canonical-json.ts';
import { isRecord } from '../../plain/is-record.ts';
import { parseJson } from '../../plain/parse-json.ts';
import { type ProofRecord, proofRecordSchema, recordFormat, unchainedSchema } from '../proof-record.ts';
import type { Finding, FindingCode } from './finding.ts';

/** A file that was given, with the SHA-256 of its bytes. `text` is null where they are not UTF-8. */
export interface GivenFile {
  /** As people find it. */
  path: string;
  /** The digest in its name. */
  named: string;
  digest: string;
  text: string | null;
}

/** How every format of records begins. */
const recordFamily = recordFormat.slice(0, recordFormat.indexOf('/') + 1);

export type Unchained = z.output<typeof unchainedSchema>;

/** What a file holds: a link of a chain, evidence of before there were chains, a later format, or nothing that can be gone by. */
export type ReadFile =
  | { kind: 'record'; digest: string; record: ProofRecord; text: string; findings: Finding[] }
  | { kind: 'unchained'; digest: string; record: Unchained; findings: Finding[] }
  | { kind: 'later' | 'none'; digest: string; findings: Finding[] };

/** Reads a file of evidence, and finds whether it is what its name says, in the one form that a document has. */
export function readRecord({ path, named, digest, text }: GivenFile): ReadFile {
  const findings: Finding[] = [];
  const note = (kind: Finding['kind'], code: FindingCode, message: string) =>
    findings.push({ kind, code, subject: path, message });
  if (named !== digest)
    note('wrong', 'DigestDiffers', `It is named ${named}, and its bytes have the SHA-256 ${digest}.`);
  const document = text === null ? undefined : parseJson(text);
  if (text === null || document === undefined || !isRecord(document)) {
    note('wrong', 'NotARecord', 'It is no JSON object.');
    return { kind: 'none', digest, findings };
  }
  if (!isCanonical(document, text))
    note(
      'wrong',
      'NotCanonical',
      'It is not in the one form that a document has (RFC 8785): this app does not write so.',
    );
  const { format } = document;
  if (format === undefined) {
    const { data } = unchainedSchema.safeParse(document);
    if (data) return { kind: 'unchained', digest, record: data, findings };
  } else if (format === recordFormat) {
    const { data } = proofRecordSchema.safeParse(document);
    if (data) return { kind: 'record', digest, record: data, text, findings };
  } else {
    note(
      'unchecked',
      'FormatUnknown',
      `Its format is ${told(format)}, which this version does not know: take a later one.`,
    );
    const later = named === digest && typeof format === 'string' && format.startsWith(recordFamily);
    return { kind: later ? 'later' : 'none', digest, findings };
  }
  note('wrong', 'NotARecord', 'It lacks what a record of evidence has, or has it in another form.');
  return { kind: 'none', digest, findings };
}

/** False for what is nested deeper than anything can write; no record is. */
function isCanonical(document: unknown, text: string): boolean {
  try {
    return toCanonicalJson(document) === text;
  } catch {
    return false;
  }
}

function told(value: unknown): string {
  return JSON.stringify(value)?.slice(0, 100) ?? 'none';
}
