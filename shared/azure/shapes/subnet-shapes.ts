import { z } from 'zod';
import type { SubnetFacts } from '../../preflight/azure/offers.ts';

const things = z.array(z.unknown()).nullish();

/** The answer to `GET` of a subnet. */
export const subnetShape = z.looseObject({
  id: z.string().nullish(),
  properties: z
    .looseObject({
      addressPrefix: z.string().nullish(),
      addressPrefixes: z.array(z.string()).nullish(),
      ipConfigurations: things,
      privateEndpoints: things,
      delegations: z
        .array(z.looseObject({ properties: z.looseObject({ serviceName: z.string().nullish() }).nullish() }))
        .nullish(),
    })
    .refine(
      ({ addressPrefix, addressPrefixes }) => Boolean(addressPrefix || addressPrefixes?.length),
      'it has no prefix',
    ),
});

/** A subnet has one prefix, or several in another field. */
export function toSubnetFacts({ id, properties }: z.infer<typeof subnetShape>, asked: string): SubnetFacts {
  const { addressPrefix, addressPrefixes, ipConfigurations, delegations } = properties;
  return {
    id: id ?? asked,
    prefixes: addressPrefixes?.length ? addressPrefixes : addressPrefix ? [addressPrefix] : [],
    used: ipConfigurations?.length ?? 0,
    delegations: (delegations ?? []).flatMap(({ properties: to }) => to?.serviceName ?? []),
  };
}
