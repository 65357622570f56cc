import { z } from 'zod';
import type { ClusterReference } from '../clusters/cluster-reference.ts';
import { storageKey } from '../clusters/keys.ts';
import { parseJson } from '../plain/parse-json.ts';
import { clusterSchema } from './evidence-schemas.ts';

const ofCluster = z.object({ cluster: clusterSchema });

/** Whether a document of the archive, of this version or of an earlier one, is about that cluster. */
export function isEvidenceOf(cluster: ClusterReference, json: string): boolean {
  const told = ofCluster.safeParse(parseJson(json)).data?.cluster;
  return told !== undefined && storageKey(told) === storageKey(cluster);
}
