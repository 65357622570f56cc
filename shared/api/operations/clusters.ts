import { z } from 'zod';
import { armClusterSchema, nodePoolSchema } from '../answers/cluster-schemas.ts';
import { kubeconfigSchema } from '../answers/kubeconfig-schema.ts';
import { postureListQuery } from '../list-filters.ts';
import { defineOperation } from '../operation.ts';
import { clusterParams, clusterRoute } from './cluster-params.ts';

const tag = 'Clusters';

const unread = z
  .strictObject({
    subscriptionId: z.string(),
    resourceGroup: z.string().nullable(),
    code: z.string(),
    message: z.string(),
  })
  .meta({
    id: 'UnreadPlace',
    description: 'A subscription or a group of which nothing is known, because it could not be listed.',
  });

export const listClusters = defineOperation({
  id: 'listClusters',
  method: 'GET',
  route: 'clusters',
  role: 'reader',
  tag,
  summary: 'The clusters of the fleet as ARM lists them, which pools are Kata, and when each was last proven',
  description:
    'Of the scopes that the app may touch (`KATAPROOF_ALLOWED_SCOPES`) or, without those, of the subscriptions that the nightly check covers. A filter by `verdict` or `since` asks for clusters with a pool whose last proof is so. A page may be short, or empty, and still not the last.',
  query: postureListQuery,
  answers: {
    200: {
      description: 'A page of clusters.',
      schema: z
        .strictObject({ value: z.array(armClusterSchema), unread: z.array(unread), nextLink: z.url().optional() })
        .meta({ id: 'ClusterPage' }),
    },
  },
});

export const readCluster = defineOperation({
  id: 'readCluster',
  method: 'GET',
  route: clusterRoute,
  role: 'reader',
  tag,
  summary: 'One cluster as ARM shows it, with what is known of its pools',
  params: clusterParams,
  answers: { 200: { description: 'The cluster.', schema: armClusterSchema } },
  refusals: [404, 424, 503],
});

export const listNodePools = defineOperation({
  id: 'listNodePools',
  method: 'GET',
  route: `${clusterRoute}/nodePools`,
  role: 'reader',
  tag,
  summary: 'The node pools of a cluster: which are Kata, their image, their last verdict and its age',
  params: clusterParams,
  answers: {
    200: {
      description: 'Every pool.',
      schema: z.strictObject({ value: z.array(nodePoolSchema) }).meta({ id: 'NodePools' }),
    },
  },
  refusals: [404, 424, 503],
});

export const readKubeconfig = defineOperation({
  id: 'readKubeconfig',
  method: 'GET',
  route: `${clusterRoute}/kubeconfig`,
  role: 'reader',
  tag,
  summary:
    'A kubeconfig without a secret: where the API server is, and kubelogin, which gets a token of whoever uses it',
  description:
    'As JSON, which kubectl reads too, or YAML. It gives no right in the cluster: those are the ones of who is logged in to the Azure CLI (`az login`). A cluster without Entra ID is refused (`NoEntraLogin`), for its kubeconfig is a secret. Whether the API server answers is not tried: callers are elsewhere in the network.',
  params: clusterParams,
  answers: {
    200: {
      description: 'The kubeconfig.',
      schema: kubeconfigSchema,
      texts: ['application/yaml'],
      headers: {
        'Kataproof-Api-Server': 'Who reaches the API server: `public`, `listed-addresses` or `private`.',
      },
    },
  },
  refusals: [404, 409, 424, 503],
});
