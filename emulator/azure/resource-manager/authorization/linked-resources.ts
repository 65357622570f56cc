import { z } from 'zod';

/** The right to use a subnet, which a write that names the subnet needs beside its own. */
const joinSubnet = 'Microsoft.Network/virtualNetworks/subnets/join/action';
/** The right to use an identity, which every write of a cluster that has it needs beside its own. */
const assignIdentity = 'Microsoft.ManagedIdentity/userAssignedIdentities/assign/action';

const pool = z.looseObject({ vnetSubnetID: z.string().optional(), podSubnetID: z.string().optional() });
const poolBody = z.looseObject({ properties: pool });
const clusterPools = z.looseObject({ properties: z.looseObject({ agentPoolProfiles: z.array(pool) }) });
const clusterIdentity = z.looseObject({
  identity: z.looseObject({ userAssignedIdentities: z.record(z.string(), z.unknown()) }),
});

/**
 * The rights on other resources that Resource Manager asks for because the body of a cluster or a node pool names them: on
 * subnets (Microsoft Learn, "Virtual network permissions: required permissions"), and on the cluster's user-assigned identity
 * (Azure/AKS#4980: at every PUT, also of what is there already). A body of another shape names none.
 */
export function linkedRights(action: string, body: unknown): { action: string; scope: string }[] {
  const subnets = poolsOf(action, body).flatMap(({ vnetSubnetID, podSubnetID }) => [vnetSubnetID, podSubnetID]);
  const joined = new Set(subnets.filter((id): id is string => id !== undefined && id !== ''));
  return [
    ...[...joined].map((scope) => ({ action: joinSubnet, scope })),
    ...identitiesOf(action, body).map((scope) => ({ action: assignIdentity, scope })),
  ];
}

function poolsOf(action: string, body: unknown): z.infer<typeof pool>[] {
  if (action === 'Microsoft.ContainerService/managedClusters/agentPools/write') {
    const { data } = poolBody.safeParse(body);
    return data ? [data.properties] : [];
  }
  if (action !== 'Microsoft.ContainerService/managedClusters/write') return [];
  return clusterPools.safeParse(body).data?.properties.agentPoolProfiles ?? [];
}

function identitiesOf(action: string, body: unknown): string[] {
  if (action !== 'Microsoft.ContainerService/managedClusters/write') return [];
  return Object.keys(clusterIdentity.safeParse(body).data?.identity.userAssignedIdentities ?? {});
}
