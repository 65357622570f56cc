import { z } from 'zod';
import { coverPlaceSchema, nodesFoundSchema } from './coverage-schemas.ts';
import { clusterSchema, poolVerdictSchema, runNodeSchema } from './evidence-schemas.ts';

/** Says of a document that it is a record of a chain, and in which form. */
export const recordFormat = 'kataproof-proof-record/1';

export const digestSchema = z
  .string()
  .regex(/^[0-9a-f]{64}$/, 'must be the SHA-256 of the evidence: 64 hexadecimal digits in lower case');

/** Whether a text has the form of the name of evidence. */
export function isDigest(text: string): boolean {
  return digestSchema.safeParse(text).success;
}

/**
 * One proof of a pool as it is archived: a link of the pool's chain, with everything that its verdicts can be judged from
 * again. A record is named by its digest, the SHA-256 of its bytes; they are its canonical JSON.
 */
export const proofRecordSchema = z.object({
  format: z.literal(recordFormat),
  /** 1 for the first record of a pool, then one more each, in the order in which they were recorded. */
  sequence: z.int().min(1),
  /** The digest of the record before; null in the first. */
  previous: digestSchema.nullable(),
  /** Of the first: the digest of the pool's last evidence of before there were chains; null where none is known. */
  unchained: digestSchema.nullable(),
  runId: z.string(),
  /** What people are told once: the run's id, or that of a later finding of it. */
  newsId: z.string(),
  cluster: clusterSchema,
  /** When the verdict was reached, however late it is recorded (ISO 8601). */
  provenAt: z.string(),
  /** When the first evidence was read (ISO 8601); null for none. */
  evidenceSince: z.string().nullable(),
  /** The version of the app that recorded this. */
  app: z.string(),
  /** `rulesVersion`: the version of the rules that the pool was judged by. */
  rules: z.string(),
  pool: poolVerdictSchema,
  basis: z.object({
    coverage: coverPlaceSchema.nullable(),
    /** `verdict`: nobody knows more of the coverage than the counts in the verdict, for its run died. */
    coverageFrom: z.enum(['look', 'verdict']).nullable(),
    handedOn: nodesFoundSchema.nullable(),
    /** Why the verdict is worse than the nodes and their coverage are, as after nodes that came later; null where it is not. */
    lowered: z.string().nullable(),
  }),
  nodes: z.array(runNodeSchema),
});

export type ProofRecord = z.output<typeof proofRecordSchema>;

const placed = proofRecordSchema.pick({ cluster: true, sequence: true, provenAt: true }).extend({
  pool: z.object({ poolName: z.string() }),
});

/** Which record of which chain a document is; null for evidence of before there were chains. */
export function placeInChain(
  document: unknown,
): (Pick<ProofRecord, 'cluster' | 'sequence' | 'provenAt'> & { poolName: string }) | null {
  const { data } = placed.safeParse(document);
  if (!data) return null;
  const { pool, ...place } = data;
  return { ...place, poolName: pool.poolName };
}

/** Evidence as it was archived before there were chains. */
export const unchainedSchema = z.object({
  runId: z.string(),
  cluster: clusterSchema,
  pools: z.array(poolVerdictSchema),
  nodes: z.array(runNodeSchema),
});
