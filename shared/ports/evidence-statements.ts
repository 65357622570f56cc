import type { Envelope } from '../evidence/envelope.ts';

/**
 * Signed statements beside the evidence that they are about, by the SHA-256 of the evidence (hexadecimal), and which
 * evidence still waits for one. Throws coded errors.
 */
export interface EvidenceStatements {
  /** Keeps a statement, unless there is one already: the first one stays. Idempotent. */
  keepStatement(digest: string, envelope: Envelope): Promise<void>;
  /** The statement; null when there is none. Throws EvidenceCorrupt for a blob that is no envelope. */
  readStatement(digest: string): Promise<Envelope | null>;
  /** Remembers that evidence waits for its statement, since `since` (ISO 8601) unless it does already. Idempotent. */
  markUnsigned(digest: string, since: string): Promise<void>;
  /** Evidence no longer waits, with or without a statement. Idempotent. */
  unmark(digest: string): Promise<void>;
  /** At most `limit` digests of evidence that waits. */
  listUnsigned(limit: number): Promise<{ digests: string[] }>;
}
