import type { Location } from '../subscriptions/locations.ts';
import type { VmSize } from './vm-sizes.ts';

interface Restriction {
  family: string;
  /** Locations, or every one. */
  locations: string[] | 'everywhere';
  /** Zones that are closed; null when the size is closed altogether. */
  zones: string[] | null;
}

/** What this subscription may not have, and where. */
const restrictions: Restriction[] = [
  { family: 'standardNCADSA100v4Family', locations: 'everywhere', zones: null },
  { family: 'standardDCASv5Family', locations: ['swedencentral', 'germanywestcentral'], zones: null },
  { family: 'standardLSv3Family', locations: ['westeurope'], zones: ['3'] },
];

function restrictionOf(size: VmSize, location: Location): Restriction | null {
  return (
    restrictions.find(
      ({ family, locations }) =>
        family === size.family && (locations === 'everywhere' || locations.includes(location.name)),
    ) ?? null
  );
}

export function isOffered(size: VmSize, location: Location): boolean {
  const restriction = restrictionOf(size, location);
  return restriction === null || restriction.zones !== null;
}

/** Zones of the location that are closed for this size. */
export function closedZones(size: VmSize, location: Location): string[] {
  return restrictionOf(size, location)?.zones ?? [];
}
