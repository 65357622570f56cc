import { z } from 'zod';
import { endpoint, resourceScopes, scopes, yesOrNo } from './setting-formats.ts';
import { note } from './setting-note.ts';

const group = 'Azure and clusters';

/** The first that is no preview and has KataVmIsolation: with an older one AKS makes no Kata pool. */
const oldestApiVersion = '2025-09-01';

/** How Azure Resource Manager and the clusters are called. */
export const azureSettings = {
  AZURE_CLIENT_ID: () =>
    z
      .guid('must be the client id (GUID) of a user-assigned identity, or unset')
      .optional()
      .meta({
        form: 'GUID',
        ...note({
          group,
          setBy: 'infra',
          description: 'client id of the user-assigned identity that the app uses',
          unset: 'the system-assigned identity',
          example: '00000000-0000-4000-8000-000000000001',
        }),
      }),
  KATAPROOF_ALLOWED_SCOPES: () =>
    scopes()
      .optional()
      .meta({
        form: 'ARM ids, separated by commas',
        ...note({
          group,
          setBy: 'infra',
          description:
            '[the only subscriptions, resource groups and clusters that the app touches](how-it-works.md#the-scopes-that-it-may-touch)',
          unset: 'whatever its identity reaches',
          example: '/subscriptions/00000000-0000-4000-8000-000000000001/resourceGroups/rg-clusters',
        }),
      }),
  KATAPROOF_ALLOWED_RESOURCE_SCOPES: () =>
    resourceScopes()
      .optional()
      .meta({
        form: 'ARM ids, separated by commas',
        ...note({
          group,
          setBy: 'infra',
          description:
            'further subscriptions, resource groups and resources that [new pools and clusters may refer to](how-it-works.md#the-scopes-that-it-may-touch), such as the subnets of a hub; nothing is done in them',
          unset: 'the allowed scopes alone',
          example: '/subscriptions/00000000-0000-4000-8000-000000000001/resourceGroups/rg-hub',
        }),
      }),
  AZURE_RESOURCE_MANAGER_ENDPOINT: () =>
    endpoint('Azure Resource Manager')
      .default('https://management.azure.com')
      .meta(
        note({
          group,
          setBy: 'infra',
          description: 'Azure Resource Manager of another cloud than public Azure',
          example: 'https://management.usgovcloudapi.net',
        }),
      ),
  AZURE_RESOURCE_MANAGER_AUDIENCE: () =>
    endpoint('the resource that Resource Manager takes tokens for')
      .default('https://management.azure.com')
      .meta(
        note({
          group,
          setBy: 'infra',
          description: 'the resource that this Resource Manager takes tokens for',
          example: 'https://management.usgovcloudapi.net',
        }),
      ),
  KATAPROOF_AKS_API_VERSION: () =>
    z
      .string()
      .regex(
        /^\d{4}-\d{2}-\d{2}(-preview)?$/,
        'must be an API version of Microsoft.ContainerService, such as 2026-02-01',
      )
      .refine(
        (version) => version >= oldestApiVersion,
        `must be ${oldestApiVersion} or later: older ones do not know the workload runtime KataVmIsolation`,
      )
      .optional()
      .meta({
        form: 'API version',
        ...note({
          group,
          setBy: 'appSettings',
          description:
            'an older API version of `Microsoft.ContainerService`, for [clouds that do not have the newest](sovereign-clouds.md)',
          unset: "that of the app's client library",
          example: '2026-02-01',
        }),
      }),
  KATAPROOF_PUBLIC_FQDN: () =>
    yesOrNo()
      .default(false)
      .meta(
        note({
          group,
          setBy: 'appSettings',
          description:
            'call private clusters at once by the public FQDN that most have beside the private one; `false` does so only where the private one does not resolve',
          example: 'true',
        }),
      ),
  KATAPROOF_RUN_COMMAND: () =>
    z
      .enum(['never', 'when-unreachable'])
      .default('never')
      .meta({
        form: '`never` or `when-unreachable`',
        ...note({
          group,
          setBy: 'infra-optional',
          description:
            'whether clusters whose API server has no way in from here are reached by [commands that Azure runs in them](private-clusters.md), which needs a powerful right',
          example: 'when-unreachable',
        }),
      }),
};
