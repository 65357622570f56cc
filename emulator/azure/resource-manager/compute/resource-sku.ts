import type { Location } from '../subscriptions/locations.ts';
import { closedZones, isOffered } from './size-restrictions.ts';
import type { VmSize } from './vm-sizes.ts';

/**
 * Renders a size as `GET …/providers/Microsoft.Compute/skus` lists it. Whether it has nested virtualization no capability
 * says but of the sizes in `listedAsNested`.
 */
export function resourceSku(size: VmSize, location: Location, listedAsNested: readonly string[]): unknown {
  const zoneDetails = location.zones.length > 0 ? { zones: location.zones, zoneDetails: [] } : { zones: [] };
  return {
    resourceType: 'virtualMachines',
    name: size.name,
    tier: 'Standard',
    size: size.name.replace(/^Standard_/, ''),
    family: size.family,
    locations: [location.name],
    locationInfo: [{ location: location.name, ...zoneDetails }],
    capabilities: capabilitiesOf(size, listedAsNested.includes(size.name)).map(([name, value]) => ({ name, value })),
    restrictions: restrictionsOf(size, location),
  };
}

/** The list has more than sizes of machines: some of the rest, whose names a size could have as well. */
export function otherSkus(location: Location): unknown[] {
  const common = { locations: [location.name], locationInfo: [{ location: location.name, zones: location.zones }] };
  return [
    { resourceType: 'availabilitySets', name: 'Aligned', ...common, restrictions: [] },
    { resourceType: 'disks', name: 'Premium_LRS', tier: 'Premium', size: 'P10', ...common, restrictions: [] },
    { resourceType: 'hostGroups/hosts', name: 'DSv3-Type3', tier: 'Standard', ...common, restrictions: [] },
  ];
}

function capabilitiesOf(size: VmSize, nested: boolean): [string, string][] {
  return [
    ['vCPUs', String(size.vcpus)],
    ['vCPUsAvailable', String(size.vcpus)],
    ['MemoryGB', String(size.memoryGiB)],
    ['HyperVGenerations', size.hyperVGenerations],
    ['CpuArchitectureType', size.architecture],
    ['PremiumIO', /^Standard_[A-Z]+\d+[a-z]*s/.test(size.name) ? 'True' : 'False'],
    ['AcceleratedNetworkingEnabled', 'True'],
    ['EncryptionAtHostSupported', 'True'],
    ['MaxNetworkInterfaces', '2'],
    ...(nested ? [['NestedVirtualizationSupported', 'True'] satisfies [string, string]] : []),
    ...(size.confidential ? [['ConfidentialComputingType', size.confidential] satisfies [string, string]] : []),
  ];
}

function restrictionsOf(size: VmSize, location: Location): unknown[] {
  const zones = closedZones(size, location);
  if (isOffered(size, location) && zones.length === 0) return [];
  const closed = isOffered(size, location)
    ? { type: 'Zone', restrictionInfo: { locations: [location.name], zones } }
    : { type: 'Location', restrictionInfo: { locations: [location.name] } };
  return [{ ...closed, values: [location.name], reasonCode: 'NotAvailableForSubscription' }];
}
