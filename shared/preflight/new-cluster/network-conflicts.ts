import { foldCase } from '../../plain/fold-case.ts';
import { addressIn, overlap, parseIpv4Range } from '../../plain/ipv4-range.ts';
import { type Conflict, conflictIf, type NewClusterRequest } from './conflict.ts';

/** AKS's defaults (REST API, "Managed Clusters - Create Or Update"). */
const defaultServiceCidr = '10.0.0.0/16';
const defaultPodCidr = '10.244.0.0/16';

const network = 'newCluster.networkProfile';

/**
 * What does not go together in the network of a new cluster (Microsoft Learn, "Configure Azure CNI Overlay", "Customize
 * cluster egress with outbound types", "Create a managed or user-assigned NAT gateway", "Use a managed identity in AKS").
 */
export function findNetworkConflicts(request: NewClusterRequest): Conflict[] {
  return [...findPluginConflicts(request), ...findSubnetConflicts(request), ...findRangeConflicts(request)];
}

function findPluginConflicts({ newCluster, nodePool }: NewClusterRequest): Conflict[] {
  const { networkPlugin, networkPluginMode, networkPolicy, podCidr } = newCluster.networkProfile;
  const overlay = networkPluginMode === 'overlay';
  const podSubnet = 'must be left out with networkPluginMode overlay: the addresses of pods are of podCidr there';
  return [
    ...conflictIf(
      overlay && networkPlugin !== 'azure',
      `${network}.networkPluginMode`,
      'must be null with networkPlugin kubenet: overlay is a mode of azure',
    ),
    ...conflictIf(
      networkPolicy === 'azure' && networkPlugin !== 'azure',
      `${network}.networkPolicy`,
      'must be calico or none with networkPlugin kubenet',
    ),
    ...conflictIf(
      podCidr !== undefined && networkPlugin === 'azure' && !overlay,
      `${network}.podCidr`,
      'must be left out without networkPluginMode overlay: pods have addresses of a subnet then',
    ),
    ...conflictIf(
      overlay && newCluster.systemPool.podSubnetID !== undefined,
      'newCluster.systemPool.podSubnetID',
      podSubnet,
    ),
    ...conflictIf(overlay && nodePool.podSubnetID !== undefined, 'nodePool.podSubnetID', podSubnet),
  ];
}

function findSubnetConflicts({ newCluster, nodePool }: NewClusterRequest): Conflict[] {
  const { identity, systemPool } = newCluster;
  const { outboundType } = newCluster.networkProfile;
  const custom = systemPool.vnetSubnetID !== undefined;
  const ownWayOut = outboundType === 'userDefinedRouting' || outboundType === 'userAssignedNATGateway';
  return [
    ...conflictIf(
      systemPool.podSubnetID !== undefined && !custom,
      'newCluster.systemPool.vnetSubnetID',
      'must be given, since podSubnetID is: both are of one virtual network',
    ),
    ...conflictIf(
      nodePool.vnetSubnetID !== undefined && !custom,
      'newCluster.systemPool.vnetSubnetID',
      'must be given, since nodePool.vnetSubnetID is: all pools of a cluster are in one virtual network',
    ),
    ...conflictIf(
      custom && nodePool.vnetSubnetID !== undefined && !sameNetwork(systemPool.vnetSubnetID, nodePool.vnetSubnetID),
      'nodePool.vnetSubnetID',
      'must be a subnet of the virtual network of newCluster.systemPool: all pools of a cluster are in one',
    ),
    ...conflictIf(
      custom && identity.type === 'SystemAssigned',
      'newCluster.identity',
      'must be a user-assigned identity that has the role Network Contributor on the subnet, since vnetSubnetID is given: nobody could give a system-assigned one that role before the cluster is there',
    ),
    ...conflictIf(
      ownWayOut && !custom,
      `${network}.outboundType`,
      `must be loadBalancer or managedNATGateway, or newCluster.systemPool.vnetSubnetID must be given: ${outboundType} needs a virtual network of yours`,
    ),
    ...conflictIf(
      outboundType === 'managedNATGateway' && custom,
      `${network}.outboundType`,
      'must be userAssignedNATGateway in a virtual network of yours: AKS manages NAT gateways in its own alone',
    ),
  ];
}

function sameNetwork(a: string | undefined, b: string | undefined): boolean {
  const networkOf = (id = '') => foldCase(id).replace(/\/subnets\/[^/]*$/, '');
  return networkOf(a) === networkOf(b);
}

/** Ranges that are no ranges are told by the schema. */
function findRangeConflicts({ newCluster }: NewClusterRequest): Conflict[] {
  const {
    podCidr,
    serviceCidr = defaultServiceCidr,
    dnsServiceIP,
    networkPluginMode,
    networkPlugin,
  } = newCluster.networkProfile;
  const services = parseIpv4Range(serviceCidr);
  const hasPodCidr = networkPlugin === 'kubenet' || networkPluginMode === 'overlay';
  const pods = hasPodCidr ? parseIpv4Range(podCidr ?? defaultPodCidr) : null;
  const dns = dnsServiceIP === undefined ? null : parseIpv4Range(dnsServiceIP);
  return [
    ...conflictIf(
      services !== null && services.prefix < 12,
      `${network}.serviceCidr`,
      'must be /12 or narrower: AKS takes no wider range of services',
    ),
    ...conflictIf(
      services !== null && pods !== null && overlap(services, pods),
      `${network}.${podCidr === undefined ? 'serviceCidr' : 'podCidr'}`,
      `must not overlap: podCidr is ${podCidr ?? defaultPodCidr} and serviceCidr ${serviceCidr}`,
    ),
    ...conflictIf(
      services !== null && dns !== null && (!overlap(services, dns) || dns.first === services.first + 1),
      `${network}.dnsServiceIP`,
      `must be an address of serviceCidr (${serviceCidr}) other than its first, which is that of the API server`,
    ),
  ];
}

/** The address of the DNS service where nobody names it: the tenth of the range, by custom. Null where AKS's defaults are right. */
export function dnsServiceIpIn(serviceCidr: string | undefined): string | null {
  const range = serviceCidr === undefined ? null : parseIpv4Range(serviceCidr);
  return range && addressIn(range, range.last - range.first >= 16 ? 10 : 2);
}
