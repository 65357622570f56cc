import type { PoolPlacement } from '../../clusters/pool-spec.ts';
import { roleNames } from '../../clusters/role-names.ts';
import type { Ports } from '../../ports/ports.ts';
import { joinAction, type NeededRights } from '../../preflight/azure/judge-rights.ts';
import type { WantedSubnet } from '../../preflight/azure/judge-subnet.ts';
import type { Read } from './read-within.ts';

interface SubnetReadings {
  subnets: WantedSubnet[];
  /** The right to join each of them. */
  rights: NeededRights[];
}

/** Reads each subnet that these pools name once, and this app's rights there, all at the same time. Never throws. */
export async function readSubnets(
  { subscriptions, read }: Pick<Ports, 'subscriptions'> & { read: Read },
  pools: readonly Pick<PoolPlacement, 'vnetSubnetID' | 'podSubnetID'>[],
): Promise<SubnetReadings> {
  const named = new Map(pools.flatMap(subnetsOf).map((subnet) => [subnet.id.toLowerCase(), subnet]));
  const readings = await Promise.all(
    [...named.values()].map(async ({ id, use }) => {
      const [reading, rights] = await Promise.all([
        read(async () => (await subscriptions.readSubnet(id)).subnet),
        read(async () => (await subscriptions.listRights(id)).rights),
      ]);
      const needed = { on: `subnet ${id.split('/').at(-1)}`, actions: [joinAction], role: roleNames.subnetUser };
      return { subnet: { id, use, reading }, rights: { ...needed, reading: rights } };
    }),
  );
  return { subnets: readings.map(({ subnet }) => subnet), rights: readings.map(({ rights }) => rights) };
}

function subnetsOf({ vnetSubnetID, podSubnetID }: PoolPlacement): Pick<WantedSubnet, 'id' | 'use'>[] {
  return [
    ...(vnetSubnetID === undefined ? [] : [{ id: vnetSubnetID, use: 'nodes' as const }]),
    ...(podSubnetID === undefined ? [] : [{ id: podSubnetID, use: 'pods' as const }]),
  ];
}
