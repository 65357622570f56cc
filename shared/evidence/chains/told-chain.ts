import { z } from 'zod';
import { storageKey } from '../../clusters/keys.ts';
import { clusterSchema, verdictSchema } from '../evidence-schemas.ts';
import { digestSchema } from '../proof-record.ts';

/** A list of proofs as `kataproof evidence` writes it beside the records: what the app's own table says of a chain. */
export const toldChainSchema = z.object({
  cluster: clusterSchema,
  poolName: z.string(),
  value: z.array(
    z.object({
      sequence: z.int().min(1),
      runId: z.string(),
      provenAt: z.string(),
      verdict: verdictSchema,
      digest: digestSchema,
      previousDigest: digestSchema.nullable(),
    }),
  ),
});

export type ToldChain = z.output<typeof toldChainSchema> & {
  /** The file that tells it. */
  path: string;
};

/** The newest record of the list; null for an empty one. */
export function headOf({ value }: Pick<ToldChain, 'value'>): ToldChain['value'][number] | null {
  return value.reduce<ToldChain['value'][number] | null>(
    (newest, proof) => (newest && newest.sequence >= proof.sequence ? newest : proof),
    null,
  );
}

/** Which chain a list, or a record, is of. */
export function chainKey({ cluster, poolName }: Pick<ToldChain, 'cluster' | 'poolName'>): string {
  return storageKey(cluster, poolName);
}
