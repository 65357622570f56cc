import { ArmError } from '../protocol/arm-error.ts';
import { param, type Route } from '../protocol/match-route.ts';
import { pageOf } from '../protocol/page-of.ts';
import { findLocation, type Location, locations } from '../subscriptions/locations.ts';
import { otherSkus, resourceSku } from './resource-sku.ts';
import type { VcpuQuota } from './vcpu-quota.ts';
import { vmSizes } from './vm-sizes.ts';

const compute = '/subscriptions/{subscriptionId}/providers/Microsoft.Compute';

/**
 * Creates the routes of the two Microsoft.Compute calls that show whether AKS could create a pool: resource SKUs and
 * vCPU usage.
 */
export function createComputeRoutes(options: {
  quota: VcpuQuota;
  pageSize: number;
  listedAsNested: readonly string[];
}): Route[] {
  return [
    {
      method: 'GET',
      pattern: `${compute}/skus`,
      handle(call) {
        const skus = locationsOf(call.query.get('$filter')).flatMap((location) => [
          ...otherSkus(location),
          ...vmSizes.map((size) => resourceSku(size, location, options.listedAsNested)),
        ]);
        return { status: 200, body: pageOf(skus, call.url, options.pageSize) };
      },
    },
    {
      method: 'GET',
      pattern: `${compute}/locations/{location}/usages`,
      handle(call) {
        const location = requireLocation(param(call, 'location'));
        const value = options.quota.names().map((name) => {
          const { used, limit } = options.quota.read(param(call, 'subscriptionId'), location.name, name);
          return { unit: 'Count', currentValue: used, limit, name: { value: name, localizedValue: spell(name) } };
        });
        return { status: 200, body: { value } };
      },
    },
  ];
}

/**
 * The API supports one filter, `location eq 'westeurope'`. Without a filter it lists every location. Throws 400 for any
 * other filter.
 */
function locationsOf(filter: string | null): Location[] {
  if (filter === null) return [...locations];
  const name = /^\s*location\s+eq\s+'([^']*)'\s*$/i.exec(filter)?.[1];
  if (name === undefined)
    throw new ArmError(400, 'InvalidFilterInQueryString', `Invalid $filter '${filter}' specified in the query string.`);
  const location = findLocation(name);
  return location ? [location] : [];
}

function requireLocation(name: string): Location {
  const location = findLocation(name);
  if (!location)
    throw new ArmError(
      400,
      'NoRegisteredProviderFound',
      `No registered resource provider found for location '${name}' and API version for type 'locations/usages'.`,
    );
  return location;
}

function spell(name: string): string {
  return name === 'cores'
    ? 'Total Regional vCPUs'
    : `${name.replace(/Family$/, '').replace(/^standard/, 'Standard ')} Family vCPUs`;
}
