import { newClusterSchema } from '../../shared/api/new-cluster-schema.ts';
import { nodePoolSchema } from '../../shared/api/node-pool/node-pool-schema.ts';
import type { PlanOrder } from '../../shared/plans/plan-order.ts';
import { completePool } from '../../shared/preflight/complete-pool.ts';

export const cluster = {
  subscriptionId: '11111111-1111-4111-8111-111111111111',
  resourceGroup: 'rg (prod)',
  name: 'demo',
};

const network = `/subscriptions/${cluster.subscriptionId}/resourceGroups/net/providers/Microsoft.Network/virtualNetworks/vnet`;

/** Texts that mean something to a shell, to ARM, to Bicep or to Terraform. */
export const oddTags = {
  owner: `O'Neil "the 1st" $HOME \`id\` \\ end`,
  bracket: "[concat('a')]",
  template: `\${env.x} %{ if } #{y}`,
};

export const everything = {
  name: 'kata',
  vmSize: 'Standard_D8s_v5',
  count: 2,
  enableAutoScaling: true,
  minCount: 1,
  maxCount: 4,
  nodeTaints: ['sandbox=kata:NoSchedule', 'only:NoExecute'],
  nodeLabels: { purpose: 'untrusted', 'example.com/tier': 'a' },
  zones: ['1', '2'],
  tags: oddTags,
  vnetSubnetID: `${network}/subnets/nodes`,
  maxPods: 60,
  enableEncryptionAtHost: true,
  upgradeSettings: { maxSurge: '33%', drainTimeoutInMinutes: 30 },
};

/** A plan's order as the API makes it of a body. */
export function orderOf(nodePool: object, newCluster: object | null = null): PlanOrder {
  const spec = nodePoolSchema.parse(nodePool);
  const pool = completePool(spec, { kubernetesVersion: '1.35', pools: [] });
  const made = newCluster && newClusterSchema.parse(newCluster);
  return { cluster, newCluster: made, pool, cleanup: 'keep', preflight: true, existing: false };
}
