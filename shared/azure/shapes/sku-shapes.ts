import { z } from 'zod';
import type { VmSizeOffer } from '../../preflight/azure/offers.ts';

const text = z.string().nullish();
const texts = z.array(z.string()).nullish();

const sku = z.looseObject({
  resourceType: text,
  name: z.string(),
  family: text,
  locationInfo: z.array(z.looseObject({ location: text, zones: texts })).nullish(),
  capabilities: z.array(z.looseObject({ name: text, value: text })).nullish(),
  restrictions: z
    .array(
      z.looseObject({
        type: text,
        reasonCode: text,
        restrictionInfo: z.looseObject({ locations: texts, zones: texts }).nullish(),
      }),
    )
    .nullish(),
});

/** A page of `GET …/providers/Microsoft.Compute/skus`. */
export const skuPage = z.looseObject({ value: z.array(sku), nextLink: z.string().nullish() });

/** Converts a SKU of a virtual machine, as it is offered in one location. */
export function toVmSizeOffer(size: z.infer<typeof sku>, location: string): VmSizeOffer {
  const told = new Map((size.capabilities ?? []).map(({ name, value }) => [name?.toLowerCase() ?? '', value ?? '']));
  const here = (place: string | null | undefined) => place?.toLowerCase() === location.toLowerCase();
  const closings = (size.restrictions ?? []).filter(({ restrictionInfo }) => {
    const { locations } = restrictionInfo ?? {};
    return !locations || locations.length === 0 || locations.some(here);
  });
  const ofZones = closings.filter(({ type }) => type?.toLowerCase() === 'zone');
  const [whole] = closings.filter((closing) => !ofZones.includes(closing));
  const vcpus = Number(told.get('vcpus'));
  return {
    name: size.name,
    family: size.family ?? '',
    vcpus: vcpus > 0 ? vcpus : null,
    hyperVGenerations: (told.get('hypervgenerations') ?? '').split(',').filter(Boolean),
    architecture: told.get('cpuarchitecturetype') || null,
    confidential: told.get('confidentialcomputingtype') || null,
    nestedVirtualization: findNested(told),
    zones: size.locationInfo?.find((info) => here(info.location))?.zones ?? [],
    closedZones: ofZones.flatMap(({ restrictionInfo }) => restrictionInfo?.zones ?? []),
    closed: whole ? (whole.reasonCode ?? 'Restricted') : null,
  };
}

/** Azure tells it of new sizes alone, by a name that its reference does not have (Azure/skewer `vmsize.go`). */
function findNested(told: ReadonlyMap<string, string>): boolean | null {
  const [, value] = [...told].find(([name]) => name.includes('nested')) ?? [];
  return value === undefined ? null : /^(true|supported|yes)$/i.test(value);
}
