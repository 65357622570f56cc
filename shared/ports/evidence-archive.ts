/** Evidence as it was judged, for auditors: immutable blobs named by the SHA-256 of their bytes. Throws coded errors. */
export interface EvidenceArchive {
  /** Stores the JSON of `document` (keys sorted) unless it is there already. Idempotent. */
  keepEvidence(document: unknown): Promise<{ hash: string }>;
  /** The document, or null when there is none of that hash. Throws `EvidenceCorrupt` when bytes and name disagree. */
  readEvidence(hash: string): Promise<unknown>;
}
