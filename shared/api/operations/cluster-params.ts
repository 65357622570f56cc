import { z } from 'zod';
import { clusterFields } from '../request-schemas.ts';

/** The route of a cluster, as ARM ids name its parts. */
export const clusterRoute = 'clusters/{subscriptionId}/{resourceGroup}/{name}';

/** Its parameters. Letters may be in any case. */
export const clusterParams = clusterFields;

/** What evidence is named by. */
export const digest = z.string().regex(/^[0-9a-f]{64}$/, 'must be the SHA-256 of the evidence: 64 hexadecimal digits');

/** Evidence of a cluster. */
export const evidenceParams = clusterParams.extend({ digest });
