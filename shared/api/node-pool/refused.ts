import { z } from 'zod';
import { type NamedField, whyNotCurrent } from '../../isolation/current-names.ts';
import { kataRuntime } from '../../isolation/kata.ts';

/** A field of the agentPool API that we never take, and why. */
const refused = (reason: string) => z.never(`is not taken: ${reason}`).optional();

const ofAks = 'AKS tells it of a pool that is there, and nobody sets it';

/** A field that has had other names for the same value: these are answered with the current one. */
function named<const Name extends string>(field: NamedField, current: readonly [Name, ...Name[]]) {
  const error = ({ input }: { input?: unknown }) =>
    whyNotCurrent(field, typeof input === 'string' ? input : '') ?? 'has another form';
  return z.enum(current, { error }).optional();
}

/**
 * The fields of the agentPool API of which only one value, or none, leads to a pool that AKS makes and that we can
 * prove. Each says why, instead of being unknown. Those with a value may be given, because tools send them along.
 */
export const refusedFields = {
  workloadRuntime: named('workloadRuntime', [kataRuntime]),
  /** Which one it must be is a setting of the app. */
  runtimeClassName: z
    .string()
    .max(253)
    .optional()
    .meta({ description: 'It must be the class that this app tests (`KATAPROOF_RUNTIME_CLASS`), or left out.' }),
  osType: z.literal('Linux', 'must be Linux or absent: AKS makes Kata pools of Linux alone').optional(),
  osSKU: named('osSKU', ['AzureLinux', 'AzureLinux3']),
  type: z
    .literal(
      'VirtualMachineScaleSets',
      'must be VirtualMachineScaleSets or absent: the nodes of other pools differ from one another in size, and this app makes none',
    )
    .optional(),
  scaleSetPriority: z
    .literal(
      'Regular',
      'must be Regular or absent: Azure takes spot nodes away at any time, so that what was proven of them does not stay',
    )
    .optional(),
  scaleSetEvictionPolicy: refused('only spot pools have it, and they are not provided'),
  spotMaxPrice: refused('only spot pools have it, and they are not provided'),
  enableFIPS: z.literal(false, 'must be false or absent: AKS makes no Kata pool with FIPS').optional(),
  artifactStreamingProfile: z
    .strictObject({
      enabled: z.literal(false, 'must be false: AKS makes no Kata pool with Artifact Streaming').optional(),
    })
    .optional(),
  gpuProfile: z
    .strictObject({
      driver: z.literal('None', 'must be None: a sandbox reaches no GPU of its node').optional(),
    })
    .optional(),
  gpuInstanceProfile: refused('a sandbox reaches no GPU of its node'),
  creationData: refused('a snapshot brings a node image of its own, which need not be one with Kata'),
  nodeImageVersion: refused('AKS takes a version only to roll a pool back; a new pool has the newest image'),
  powerState: refused('a stopped pool has no node to be proven'),
  windowsProfile: refused('AKS makes Kata pools of Linux alone'),
  gatewayProfile: refused('a pool in Gateway mode runs no pods of yours'),
  virtualMachinesProfile: refused('the nodes of such a pool differ from one another in size, and this app makes none'),
  availabilityZones: refused('give zones, such as ["1", "2"]'),
  ...{ provisioningState: refused(ofAks), currentOrchestratorVersion: refused(ofAks), status: refused(ofAks) },
  ...{ virtualMachineNodesStatus: refused(ofAks), eTag: refused(ofAks) },
};
