import type { TrustedKey } from '../verify-envelope.ts';
import type { Finding } from './finding.ts';
import type { GivenFile } from './read-record.ts';
import type { ToldChain } from './told-chain.ts';

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
