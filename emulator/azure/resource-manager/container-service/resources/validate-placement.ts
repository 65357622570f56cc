import type { VmSize } from '../../compute/vm-sizes.ts';
import { aksError } from '../../protocol/arm-error.ts';
import type { AgentPoolSettings } from './build-agent-pool.ts';
import { invalid } from './invalid-parameter.ts';
import type { AgentPool } from './managed-cluster.ts';

const subnetPattern =
  /^\/subscriptions\/[0-9a-f-]{36}\/resourceGroups\/[^/]{1,90}(?<network>\/providers\/Microsoft\.Network\/virtualNetworks\/[^/]{1,64})\/subnets\/[^/]{1,80}$/i;

const gib = 1024 ** 3;

/** Throws AKS's 400 for a network, an OS disk or upgrade settings that no pool can have. */
export function validatePlacement(pool: AgentPoolSettings, size: VmSize): void {
  const { vnetSubnetID, podSubnetID, podIPAllocationMode, maxPods, osDiskType } = pool;
  for (const [name, id] of Object.entries({ vnetSubnetID, podSubnetID }))
    if (id !== undefined && !subnetPattern.test(id)) throw invalid(name, 'the ARM id of a subnet');
  // "Must be used with podSubnetId", says the REST API's description of podIPAllocationMode.
  if (podIPAllocationMode !== undefined && podSubnetID === undefined)
    throw invalid('podIPAllocationMode', 'absent unless podSubnetID is given');
  if (maxPods !== undefined && (maxPods < 10 || maxPods > 250)) throw invalid('maxPods', '10 to 250');
  if (!['Managed', 'Ephemeral', undefined].includes(osDiskType)) throw invalid('osDiskType', 'Managed or Ephemeral');
  const diskBytes = (pool.osDiskSizeGB ?? 128) * gib;
  if (osDiskType === 'Ephemeral' && hasNoLocalDisk(size))
    throw aksError(
      400,
      'VMCannotFitEphemeralOSDisk',
      `The virtual machine size ${size.name} has a cache size of 0 bytes and temporary disk size of 0 bytes, but the OS disk requires ${diskBytes} bytes. Use a VM size with larger cache, larger temp disk, or disable ephemeral OS.`,
    );
}

/** From generation 4 on, D and E sizes without the letter d have neither a cache for it nor a temporary disk. */
function hasNoLocalDisk({ name }: VmSize): boolean {
  const [, features = '', generation] = /^Standard_[DE]\d+([a-z]*)_v(\d+)$/.exec(name) ?? [];
  return Number(generation ?? 0) >= 4 && !features.includes('d');
}

/**
 * The subnet of a new pool in a cluster with these pools. AKS refuses a custom subnet where the others use the managed
 * one (its words: MicrosoftDocs/azure-docs, issue 116169), and gives the others' subnet to a pool that names none where
 * theirs is custom (hashicorp/terraform-provider-azurerm, issue 8297). All subnets must be of one virtual network
 * (Microsoft Learn, "Create node pools with unique subnets in AKS", limitations). Throws AKS's 400.
 */
export function chooseSubnet(asked: string | undefined, others: readonly AgentPool[]): string | undefined {
  const managed = others.find(({ settings }) => settings.vnetSubnetID === undefined);
  if (managed && asked !== undefined)
    throw aksError(
      400,
      'InvalidParameter',
      `Cannot use a custom subnet because agent pool ${managed.name} is using a managed subnet. Please omit the vnetSubnetID parameter from the request.`,
    );
  const theirs = others[0]?.settings.vnetSubnetID;
  if (asked !== undefined && theirs !== undefined && networkOf(asked) !== networkOf(theirs))
    throw invalid('vnetSubnetID', 'a subnet of the virtual network of the other pools');
  return asked ?? theirs;
}

function networkOf(subnetId: string): string {
  return subnetId.toLowerCase().replace(/\/subnets\/[^/]*$/, '');
}
