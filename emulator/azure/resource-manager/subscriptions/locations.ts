export interface Location {
  name: string;
  displayName: string;
  /** The availability zones; empty when the region has none. */
  zones: readonly string[];
}

const zonal = ['1', '2', '3'];

export const locations: readonly Location[] = [
  { name: 'westeurope', displayName: 'West Europe', zones: zonal },
  { name: 'northeurope', displayName: 'North Europe', zones: zonal },
  { name: 'swedencentral', displayName: 'Sweden Central', zones: zonal },
  { name: 'germanywestcentral', displayName: 'Germany West Central', zones: zonal },
  { name: 'uksouth', displayName: 'UK South', zones: zonal },
  { name: 'eastus', displayName: 'East US', zones: zonal },
  { name: 'eastus2', displayName: 'East US 2', zones: zonal },
  { name: 'westus2', displayName: 'West US 2', zones: zonal },
  { name: 'westus3', displayName: 'West US 3', zones: zonal },
  { name: 'westus', displayName: 'West US', zones: [] },
  { name: 'northcentralus', displayName: 'North Central US', zones: [] },
  { name: 'australiaeast', displayName: 'Australia East', zones: zonal },
];

/** Finds a location by name. `West Europe`, `WestEurope` and `westeurope` name the same one. */
export function findLocation(name: string): Location | null {
  const wanted = name.replaceAll(' ', '').toLowerCase();
  return locations.find((location) => location.name === wanted) ?? null;
}
