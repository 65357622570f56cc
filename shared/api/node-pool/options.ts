import { z } from 'zod';
import type { PoolOption } from '../../clusters/pool-options.ts';
import { armId } from './arm-id.ts';
import { kubeletConfig, linuxOSConfig, localDNSProfile } from './node-configuration.ts';
import { mostNodes } from './pool-fields.ts';

const port = z.int().min(1).max(65535);

const portRange = z
  .strictObject({ portStart: port, portEnd: port, protocol: z.enum(['TCP', 'UDP']).optional() })
  .refine(({ portStart, portEnd }) => portStart <= portEnd, 'must not end before it starts');

const dranet = z.strictObject({
  mode: z
    .literal('Unmanaged', 'must be Unmanaged or absent: a sandbox reaches no network device of its node')
    .optional(),
});

/** What says that AKS manages no devices is as good as absent. */
const networkProfile = z
  .strictObject({
    allowedHostPorts: z.array(portRange).max(50).optional(),
    applicationSecurityGroups: z.array(armId('Microsoft.Network/applicationSecurityGroups')).max(10).optional(),
    nodePublicIPTags: z
      .array(z.strictObject({ ipTagType: z.string().min(1).max(100), tag: z.string().min(1).max(200) }))
      .max(10)
      .optional(),
    dranet: dranet.optional(),
  })
  .transform(({ dranet: _unmanaged, ...others }) => others);

const untrusted = 'must be false or absent: AKS makes no Kata pool with Trusted Launch';

/** What may only be false is as good as absent. */
const securityProfile = z
  .strictObject({
    sshAccess: z.enum(['LocalUser', 'Disabled', 'EntraId']).optional(),
    enableVTPM: z.literal(false, untrusted).optional(),
    enableSecureBoot: z.literal(false, untrusted).optional(),
  })
  .transform(({ sshAccess }) => sshAccess && { sshAccess });

/** What a caller may choose beside the rest of a pool. AKS has a default for everything that is left out. */
export const options = {
  mode: z
    .enum(
      ['User', 'System'],
      'must be User or System: a pool of another mode runs no pods of yours, so there is nothing to prove',
    )
    .optional(),
  enableAutoScaling: z.boolean().optional(),
  minCount: z
    .int()
    .min(1, 'must be at least 1: a pool that empties itself has nothing to be proven by')
    .max(mostNodes)
    .optional(),
  maxCount: z.int().min(1).max(mostNodes).optional(),
  scaleDownMode: z.enum(['Delete', 'Deallocate']).optional(),
  orchestratorVersion: z
    .string()
    .regex(/^\d{1,2}\.\d{1,3}(\.\d{1,3})?$/, 'must be a version of Kubernetes, such as 1.35 or 1.35.4')
    .optional(),
  /** AKS's own limits; 0, for the default of the VM size, is to leave it out. */
  osDiskSizeGB: z.int().min(30).max(2048).optional(),
  kubeletDiskType: z.enum(['OS', 'Temporary']).optional(),
  enableUltraSSD: z.boolean().optional(),
  messageOfTheDay: z
    .string()
    .max(8192)
    .regex(/^[A-Za-z0-9+/]+={0,2}$/, 'must be Base64 of a text')
    .optional(),
  enableNodePublicIP: z.boolean().optional(),
  nodePublicIPPrefixID: armId('Microsoft.Network/publicIPPrefixes').optional(),
  proximityPlacementGroupID: armId('Microsoft.Compute/proximityPlacementGroups').optional(),
  hostGroupID: armId('Microsoft.Compute/hostGroups').optional(),
  capacityReservationGroupID: armId('Microsoft.Compute/capacityReservationGroups').optional(),
  networkProfile: networkProfile.optional(),
  securityProfile: securityProfile.optional(),
  kubeletConfig: kubeletConfig.optional(),
  linuxOSConfig: linuxOSConfig.optional(),
  localDNSProfile: localDNSProfile.optional(),
} satisfies Record<PoolOption, z.ZodType>;
