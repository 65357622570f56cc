import { z } from 'zod';
import { parseJson } from '../plain/parse-json.ts';
import { decodeBase64, type Envelope } from './envelope.ts';
import { verdictField } from './statement.ts';

const told = z.object({ predicate: z.object({ [verdictField]: z.object({ clusterId: z.string() }) }) });

/** The ARM id of the cluster that an envelope of ours is about, as far as it says so itself; null where it does not. */
export function clusterOf({ payload }: Envelope): string | null {
  const bytes = decodeBase64(payload);
  const { data } = told.safeParse(parseJson(bytes && Buffer.from(bytes).toString('utf8')));
  return data?.predicate[verdictField]?.clusterId ?? null;
}
