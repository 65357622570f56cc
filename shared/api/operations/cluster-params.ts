import { digestSchema } from '../../evidence/proof-record.ts';
import { clusterFields } from '../request-schemas.ts';

/** The route of a cluster, as ARM ids name its parts. */
export const clusterRoute = 'clusters/{subscriptionId}/{resourceGroup}/{name}';

/** Its parameters. Letters may be in any case. */
export const clusterParams = clusterFields;

/** Evidence of a cluster. */
export const evidenceParams = clusterParams.extend({ digest: digestSchema });
