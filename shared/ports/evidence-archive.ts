/**
 * Evidence as it was judged, for auditors: immutable blobs that are named by the SHA-256 of their bytes. Throws coded
 * errors.
 */
export interface EvidenceArchive {
  /** Stores the JSON of `document`, with sorted keys and without secrets, unless it is there already. Idempotent. */
  keepEvidence(document: unknown): Promise<{ hash: string }>;
  /**
   * The document; null when there is none with that hash. Throws EvidenceCorrupt when the bytes do not match the hash.
   */
  readEvidence(hash: string): Promise<unknown>;
  /** The bytes of a document as they are kept, with the same promises. */
  readBytes(hash: string): Promise<Uint8Array | null>;
}
