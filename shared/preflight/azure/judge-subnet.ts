import type { ClusterFacts } from '../../clusters/cluster-facts.ts';
import type { PoolSpec } from '../../clusters/pool-spec.ts';
import { nameSome } from '../../plain/name-some.ts';
import { couldNotCheck, failed, notChecked, passed, warning } from '../check-rows.ts';
import type { PreflightCheck } from '../preflight-check.ts';
import type { Reading } from '../reading.ts';
import { surgeOf } from '../surge.ts';
import type { SubnetFacts } from './offers.ts';

/** What a pod subnet is delegated to ("Configure Azure CNI networking for dynamic allocation of IPs"). */
const ownDelegation = 'microsoft.containerservice/managedclusters';

/** Addresses of each subnet that Azure keeps for itself ("Azure Virtual Network FAQ"). */
const reserved = 5;

/** Pods a node where pods have addresses of the nodes' subnet and nobody says otherwise ("Configure maximum pods per node"). */
const defaultMaxPods = 30;

/** A subnet that the new pool names, or takes from its cluster. */
export interface WantedSubnet {
  id: string;
  use: 'nodes' | 'pods';
  reading: Reading<SubnetFacts | null>;
}

/** What a pool needs of its subnets. */
export type PlacedPool = Pick<PoolSpec, 'vnetSubnetID' | 'podSubnetID' | 'maxPods' | 'count' | 'upgradeSettings'> & {
  maxCount?: number | undefined;
};

type Network = Pick<ClusterFacts, 'network'>;

/** Whether the new nodes find a place in their network. */
export function judgeSubnets(
  pool: PoolSpec,
  facts: Pick<ClusterFacts, 'pools' | 'network'>,
  subnets: readonly WantedSubnet[],
): PreflightCheck[] {
  const [nodes] = subnets.filter(({ use }) => use === 'nodes');
  const managed = facts.pools?.find(({ placement }) => placement.vnetSubnetID === undefined);
  if (!nodes) return [passed('subnet', 'AKS places the nodes in the network that it manages itself.')];
  if (managed)
    return [
      failed(
        'subnet',
        `Node pool ${managed.name} is in the network that AKS manages, and AKS does not mix that with subnets of others.`,
        'Leave vnetSubnetID out.',
      ),
    ];
  const stranger = facts.pools?.find(({ placement }) => networkOf(placement.vnetSubnetID) !== networkOf(nodes.id));
  if (stranger)
    return [
      failed(
        'subnet',
        `Subnet ${lastName(nodes.id)} is in another virtual network than node pool ${stranger.name}.`,
        'All pools of a cluster must be in one virtual network: name a subnet of it.',
      ),
    ];
  return worst(subnets.map((subnet) => judgeSubnet([pool], facts, subnet)));
}

/**
 * Whether the nodes of a new cluster find a place: its System pool and its Kata pool may be in one subnet. That both name one
 * network, or none, is told of the request itself.
 */
export function judgeNewSubnets(
  pools: readonly PlacedPool[],
  network: NonNullable<ClusterFacts['network']>,
  subnets: readonly WantedSubnet[],
): PreflightCheck[] {
  if (subnets.length === 0) return [passed('subnet', 'AKS places the nodes in the network that it manages itself.')];
  return worst(
    subnets.map((subnet) => {
      const field = subnet.use === 'nodes' ? 'vnetSubnetID' : 'podSubnetID';
      const inside = pools.filter((pool) => pool[field]?.toLowerCase() === subnet.id.toLowerCase());
      return judgeSubnet(inside, { network }, subnet);
    }),
  );
}

/** One row tells of both subnets: the first that is not passed, or that of the nodes. */
function worst(rows: PreflightCheck[]): PreflightCheck[] {
  const order = ['failed', 'could-not-check', 'warning', 'passed'];
  return rows.toSorted((a, b) => order.indexOf(a.outcome) - order.indexOf(b.outcome)).slice(0, 1);
}

function judgeSubnet(pools: readonly PlacedPool[], facts: Network, { id, use, reading }: WantedSubnet): PreflightCheck {
  const name = 'subnet';
  const subnetName = lastName(id);
  if (!reading.ok) return couldNotCheck(name, `Subnet ${subnetName}`, reading.failure);
  const subnet = reading.value;
  if (!subnet) return failed(name, `There is no subnet ${subnetName}.`, 'Name a subnet that exists.');
  const strange = subnet.delegations.filter((service) => use === 'nodes' || service.toLowerCase() !== ownDelegation);
  if (strange.length > 0)
    return failed(
      name,
      `Subnet ${subnetName} is delegated to ${nameSome(strange)}, so no ${use} can be in it.`,
      'Name another subnet, or take the delegation back.',
    );
  return judgeRoom(pools, facts, { subnet, use, subnetName });
}

function judgeRoom(
  pools: readonly PlacedPool[],
  facts: Network,
  { subnet, use, subnetName }: { subnet: SubnetFacts; use: 'nodes' | 'pods'; subnetName: string },
): PreflightCheck {
  const name = 'subnet';
  const free = roomOf(subnet);
  if (free === null)
    return notChecked(
      name,
      `Subnet ${subnetName} is there, and Azure tells no range of IPv4 addresses of it: its room is not known.`,
      'Look for yourself: each node needs an IPv4 address.',
    );
  const demands = pools.map((pool) => demandOf(pool, facts, use));
  const sum = (field: 'nodes' | 'now' | 'withSurge') => demands.reduce((all, demand) => all + demand[field], 0);
  const [count, needed, withSurge] = [sum('nodes'), sum('now'), sum('withSurge')];
  const told = `Subnet ${subnetName} has ${free} free addresses, and ${needed} are needed for ${count} node${count === 1 ? '' : 's'}`;
  const remedy = 'Name a larger subnet, or ask for fewer nodes or fewer pods a node.';
  if (free < needed) return failed(name, `${told}.`, remedy);
  if (free < withSurge) return warning(name, `${told}; ${withSurge} with those that an upgrade adds.`, remedy);
  return passed(name, `${told}.`);
}

/** Nodes of a pool, and the addresses that they take. An autoscaled pool may grow to its largest number. */
function demandOf(pool: PlacedPool, facts: Network, use: 'nodes' | 'pods') {
  const each = addressesOfNode(pool, facts, use);
  const nodes = Math.max(pool.count, pool.maxCount ?? 0);
  return { nodes, now: nodes * each, withSurge: (nodes + surgeOf(nodes, pool.upgradeSettings?.maxSurge)) * each };
}

/**
 * Addresses of a subnet that one node takes. Pods have addresses of it with Azure CNI but in an overlay, from the subnet of
 * pods where there is one; a node takes those of all its pods at once.
 */
function addressesOfNode({ podSubnetID, maxPods }: PlacedPool, { network }: Network, use: 'nodes' | 'pods') {
  const pods = maxPods ?? defaultMaxPods;
  if (use === 'pods') return pods;
  const ofSubnet = network?.plugin === 'azure' && network.mode !== 'overlay' && podSubnetID === undefined;
  return ofSubnet ? pods + 1 : 1;
}

/** Free IPv4 addresses; null where the prefixes tell none. */
function roomOf({ prefixes, used }: SubnetFacts): number | null {
  const lengths = prefixes.flatMap((prefix) => /^\d{1,3}(?:\.\d{1,3}){3}\/(\d{1,2})$/.exec(prefix)?.[1] ?? []);
  if (lengths.length === 0) return null;
  const all = lengths.reduce((sum, length) => sum + 2 ** (32 - Number(length)) - reserved, 0);
  return Math.max(0, all - used);
}

const networkOf = (id: string | undefined) => id?.toLowerCase().replace(/\/subnets\/[^/]*$/, '');
const lastName = (id: string) => id.split('/').at(-1) ?? id;
