import type { Envelope } from '../evidence/envelope.ts';
import type { ExpectedEvidence } from '../evidence/verify-envelope.ts';

/** A public key that statements were signed with, for auditors who pin it. */
export interface SigningKey {
  /** What signatures name it by: the address of the key's version. */
  keyId: string;
  algorithm: string;
  /** Whether it may still sign; what it signed stays signed. */
  enabled: boolean;
  /** ISO 8601; null where nothing is said. */
  createdAt: string | null;
  expiresAt: string | null;
  /** RFC 7517, with public members only. */
  jwk: Record<string, string>;
  /** SubjectPublicKeyInfo. */
  pem: string;
}

/** Signs statements about evidence with a key that never leaves its vault. Throws coded errors. */
export interface EvidenceSigner {
  /**
   * Signs a statement (JSON text) about evidence with this SHA-256. The envelope has been verified with the public key, as
   * an auditor would. Two signatures of one statement may differ.
   */
  signStatement(statement: string, digest: string): Promise<Envelope>;
  /** Whether the statement is by a version of this key, about this evidence, and says what it says. */
  isOurs(envelope: Envelope, evidence: ExpectedEvidence): Promise<boolean>;
  /** The key that signs now and its earlier versions, the newest first. */
  listKeys(): Promise<{ keys: SigningKey[] }>;
}
