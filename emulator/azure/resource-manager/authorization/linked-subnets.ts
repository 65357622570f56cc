import { z } from 'zod';

/** The right to use a subnet, which a write that names the subnet needs beside its own. */
export const joinSubnet = 'Microsoft.Network/virtualNetworks/subnets/join/action';

const pool = z.looseObject({ vnetSubnetID: z.string().optional(), podSubnetID: z.string().optional() });
const poolBody = z.looseObject({ properties: pool });
const clusterBody = z.looseObject({ properties: z.looseObject({ agentPoolProfiles: z.array(pool) }) });

/**
 * The subnets that the body of a cluster or a node pool names. Resource Manager asks for `joinSubnet` on each of them
 * (Microsoft Learn, "Virtual network permissions: required permissions"). A body of another shape names none.
 */
export function linkedSubnets(action: string, body: unknown): string[] {
  const ids = poolsOf(action, body).flatMap(({ vnetSubnetID, podSubnetID }) => [vnetSubnetID, podSubnetID]);
  return [...new Set(ids.filter((id): id is string => id !== undefined && id !== ''))];
}

function poolsOf(action: string, body: unknown): z.infer<typeof pool>[] {
  if (action === 'Microsoft.ContainerService/managedClusters/agentPools/write') {
    const { data } = poolBody.safeParse(body);
    return data ? [data.properties] : [];
  }
  if (action !== 'Microsoft.ContainerService/managedClusters/write') return [];
  return clusterBody.safeParse(body).data?.properties.agentPoolProfiles ?? [];
}
