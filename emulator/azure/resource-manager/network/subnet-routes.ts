import { ArmError } from '../protocol/arm-error.ts';
import { param, type Route } from '../protocol/match-route.ts';
import type { Subnet, Subnets } from './subnets.ts';

/** Creates the one route of Microsoft.Network that there is: reading a subnet. `ofNodes` counts the addresses that nodes have in one. */
export function createSubnetRoutes(subnets: Subnets, ofNodes: (id: string) => number): Route[] {
  return [
    {
      method: 'GET',
      pattern:
        '/subscriptions/{subscriptionId}/resourceGroups/{resourceGroup}/providers/Microsoft.Network/virtualNetworks/{network}/subnets/{subnet}',
      handle(call) {
        const subnet = subnets.find(decodeURIComponent(call.url.pathname));
        if (!subnet) throw notFound(param(call, 'subnet'), param(call, 'network'), call.url.pathname);
        return { status: 200, body: renderSubnet(subnet, ofNodes(subnet.id)) };
      },
    },
  ];
}

/** Microsoft.Network answers a missing subnet so, and not with ARM's ResourceNotFound (Azure/azure-cli, its recordings). */
function notFound(name: string, network: string, id: string): ArmError {
  return new ArmError(404, 'NotFound', `Resource ${id} not found. (Subnet ${name} of ${network}.)`);
}

function renderSubnet({ id, prefix, used = 0, delegations = [] }: Subnet, ofNodes: number): unknown {
  const name = id.split('/').at(-1) ?? '';
  return {
    id,
    name,
    type: 'Microsoft.Network/virtualNetworks/subnets',
    properties: {
      provisioningState: 'Succeeded',
      addressPrefix: prefix,
      ipConfigurations: Array.from({ length: used + ofNodes }, (_, index) => ({
        id: `${id.split('/subnets/')[0]}/networkInterfaces/nic${index}/ipConfigurations/ipconfig`,
      })),
      delegations: delegations.map((serviceName) => ({
        id: `${id}/delegations/0`,
        name: '0',
        properties: { provisioningState: 'Succeeded', serviceName, actions: [] },
      })),
      privateEndpointNetworkPolicies: 'Disabled',
      privateLinkServiceNetworkPolicies: 'Enabled',
    },
  };
}
