/** A range of IPv4 addresses: its first and last one as numbers, and the bits that are fixed. */
export interface Ipv4Range {
  first: number;
  last: number;
  prefix: number;
}

/** Parses a CIDR such as `10.0.0.0/16`, or a single address. Null for any other text, and for one with bits after its prefix. */
export function parseIpv4Range(text: string): Ipv4Range | null {
  const [, address = '', bits = '32'] = /^(\d{1,3}(?:\.\d{1,3}){3})(?:\/(\d{1,2}))?$/.exec(text) ?? [];
  const parts = address.split('.').map(Number);
  const prefix = Number(bits);
  if (address === '' || prefix > 32 || parts.some((part) => part > 255)) return null;
  const first = parts.reduce((sum, part) => sum * 256 + part, 0);
  const size = 2 ** (32 - prefix);
  return first % size === 0 ? { first, last: first + size - 1, prefix } : null;
}

/** Whether two ranges have an address in common. */
export function overlap(a: Ipv4Range, b: Ipv4Range): boolean {
  return a.first <= b.last && b.first <= a.last;
}

/** Writes the address of that number after the first of a range. */
export function addressIn({ first }: Ipv4Range, offset: number): string {
  const address = first + offset;
  return [24, 16, 8, 0].map((shift) => Math.floor(address / 2 ** shift) % 256).join('.');
}
