import { z } from 'zod';
import { isResourceGroupName, resourceGroupNameInWords } from '../clusters/resource-group-name.ts';
import { isTagName, isTagValue, tagNameInWords, tagValueInWords } from '../clusters/tag-format.ts';
import { names, ncrontab, parseTag, whole, yesOrNo } from './setting-formats.ts';
import { note } from './setting-note.ts';

const group = 'The fleet';

/** Which clusters are proven every night, and how many at a time. */
export const fleetSettings = {
  KATAPROOF_FLEET_SUBSCRIPTIONS: () =>
    names()
      .refine((list) => list.every((id) => z.guid().safeParse(id).success), 'must be subscription ids (GUIDs)')
      .default([])
      .meta({
        form: 'subscription ids, separated by commas',
        ...note({
          group,
          setBy: 'infra',
          description: 'subscriptions whose clusters the [nightly check](fleet.md) covers',
          unset: 'no fleet',
          example: '00000000-0000-4000-8000-000000000001',
        }),
      }),
  KATAPROOF_FLEET_RESOURCE_GROUPS: () =>
    names()
      .refine(
        (list) => list.every(isResourceGroupName),
        `must be names of resource groups: ${resourceGroupNameInWords}`,
      )
      .default([])
      .meta(
        note({
          group,
          setBy: 'appSettings',
          description: 'narrows the fleet to resource groups of these names',
          unset: 'all of them',
          example: 'rg-clusters,rg-tenants',
        }),
      ),
  KATAPROOF_FLEET_TAG: () =>
    z
      .string()
      .transform(parseTag)
      .refine(
        ({ name, value }) => isTagName(name) && isTagValue(value ?? ''),
        `must be the name of a tag, or name=value; the name must be ${tagNameInWords}; the value must have ${tagValueInWords}`,
      )
      .optional()
      .meta({
        form: '`name` or `name=value`',
        ...note({
          group,
          setBy: 'appSettings',
          description: 'narrows the fleet to clusters with this tag',
          unset: 'clusters with and without tags',
          example: 'kataproof=watch',
        }),
      }),
  KATAPROOF_FLEET_SCHEDULE: () =>
    ncrontab()
      .default('0 0 2 * * *')
      .meta(
        note({
          group,
          setBy: 'appSettings',
          description: 'when the nightly check starts, in UTC',
          example: '0 30 3 * * *',
        }),
      ),
  KATAPROOF_FLEET_PARALLEL_CLUSTERS: () =>
    whole('', 1, 50, 5).meta(
      note({ group, setBy: 'appSettings', description: 'clusters proven at a time', unit: 'clusters', example: '10' }),
    ),
  KATAPROOF_FLEET_RESOURCE_GRAPH: () =>
    yesOrNo()
      .default(false)
      .meta(
        note({
          group,
          setBy: 'appSettings',
          description: 'list clusters through Azure Resource Graph instead of ARM',
          example: 'true',
        }),
      ),
};
