/**
 * What a verification came upon: something is `wrong`, could not be checked (`unchecked`), or is worth knowing (`remark`).
 * Only remarks go with evidence that holds.
 */
export interface Finding {
  kind: 'wrong' | 'unchecked' | 'remark';
  code: FindingCode;
  /** The digest or the file that it is about, or the chain. */
  subject: string;
  message: string;
}

export type FindingCode =
  // Files.
  | 'DigestDiffers'
  | 'NotCanonical'
  | 'NotARecord'
  | 'FormatUnknown'
  | 'NotLookedAt'
  | 'NothingGiven'
  // Chains.
  | 'BeginsLater'
  | 'BeginsAfterUnchained'
  | 'BegunAnew'
  | 'SequenceDiffers'
  | 'OtherChain'
  | 'RecordMissing'
  | 'Forked'
  | 'NotTakenUp'
  // What was told of a chain.
  | 'HeadUntold'
  | 'HeadInDoubt'
  | 'HeadMissing'
  | 'HeadNotLast'
  | 'HeadsDiffer'
  | 'SequenceUnexpected'
  | 'ListDiffers'
  | 'AnchorMissing'
  // Verdicts.
  | 'NodeVerdictDiffers'
  | 'PoolVerdictDiffers'
  | 'NodesRepeated'
  | 'NodesMissing'
  | 'PoolInDoubt'
  | 'JudgedByOtherRules'
  | 'OptionsUnknown'
  | 'CoverageUnknown'
  | 'Lowered'
  // Signatures.
  | 'SignatureMissing'
  | 'SignatureRefused'
  | 'SignatureUnchecked'
  | 'StatementAlone';

/** What was come upon. */
export function note(kind: Finding['kind'], code: FindingCode, subject: string, message: string): Finding {
  return { kind, code, subject, message };
}
