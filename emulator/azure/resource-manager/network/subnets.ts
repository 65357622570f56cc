import { z } from 'zod';

/** A subnet of a virtual network that exists when the emulator starts. */
export const subnetSeed = z.strictObject({
  /** ARM id. */
  id: z.string(),
  /** In CIDR notation. */
  prefix: z.string(),
  /** Addresses that something else than the emulated nodes has. */
  used: z.int().min(0).optional(),
  /** Services that it is delegated to, such as `Microsoft.Web/serverFarms`. */
  delegations: z.array(z.string()).optional(),
});

export type Subnet = z.infer<typeof subnetSeed>;

/** The subnets of the emulated Azure; ids are compared without regard to case. */
export interface Subnets {
  add(subnet: Subnet): void;
  /** Adds a large subnet for an id that a cluster's pool has named, unless it is there. */
  addUnlessThere(id: string): void;
  find(id: string): Subnet | null;
}

/** A size that no test fills by chance. */
const largePrefix = '10.240.0.0/16';

export function createSubnets(): Subnets {
  const known = new Map<string, Subnet>();
  const find = (id: string) => known.get(id.toLowerCase()) ?? null;
  const add = (subnet: Subnet) => void known.set(subnet.id.toLowerCase(), subnet);
  return { add, find, addUnlessThere: (id) => (find(id) ? undefined : add({ id, prefix: largePrefix })) };
}
