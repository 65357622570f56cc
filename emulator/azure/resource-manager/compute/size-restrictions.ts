import type { Location } from '../subscriptions/locations.ts';
import type { VmSize } from './vm-sizes.ts';

interface Restriction {
  family: string;
  locations: string[] | 'everywhere';
  /** The closed zones; null when the whole location is closed. */
  zones: string[] | null;
}

/** The sizes that are not available to this subscription, with the locations and zones. */
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

/** Whether this subscription may use the size in the location, in at least one zone. */
export function isOffered(size: VmSize, location: Location): boolean {
  const restriction = restrictionOf(size, location);
  return restriction === null || restriction.zones !== null;
}

/** Returns the zones of the location in which this subscription may not use the size. */
export function closedZones(size: VmSize, location: Location): string[] {
  return restrictionOf(size, location)?.zones ?? [];
}
