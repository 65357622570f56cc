import type { AgentPoolProperties } from './agent-pool-properties.ts';

/**
 * The arguments of `azurerm_kubernetes_cluster_node_pool` (hashicorp/azurerm, its documentation) by the properties of ARM
 * that they are. What is not here, that resource cannot say.
 */
const argumentOf: Partial<Record<keyof AgentPoolProperties, string>> = {
  vmSize: 'vm_size',
  count: 'node_count',
  osType: 'os_type',
  osSKU: 'os_sku',
  workloadRuntime: 'workload_runtime',
  mode: 'mode',
  nodeTaints: 'node_taints',
  nodeLabels: 'node_labels',
  tags: 'tags',
  availabilityZones: 'zones',
  enableAutoScaling: 'auto_scaling_enabled',
  minCount: 'min_count',
  maxCount: 'max_count',
  scaleDownMode: 'scale_down_mode',
  orchestratorVersion: 'orchestrator_version',
  osDiskSizeGB: 'os_disk_size_gb',
  osDiskType: 'os_disk_type',
  kubeletDiskType: 'kubelet_disk_type',
  enableUltraSSD: 'ultra_ssd_enabled',
  enableNodePublicIP: 'node_public_ip_enabled',
  nodePublicIPPrefixID: 'node_public_ip_prefix_id',
  proximityPlacementGroupID: 'proximity_placement_group_id',
  hostGroupID: 'host_group_id',
  capacityReservationGroupID: 'capacity_reservation_group_id',
  vnetSubnetID: 'vnet_subnet_id',
  podSubnetID: 'pod_subnet_id',
  maxPods: 'max_pods',
  enableEncryptionAtHost: 'host_encryption_enabled',
};

const upgradeArgumentOf: Record<string, string> = {
  maxSurge: 'max_surge',
  maxUnavailable: 'max_unavailable',
  drainTimeoutInMinutes: 'drain_timeout_in_minutes',
  nodeSoakDurationInMinutes: 'node_soak_duration_in_minutes',
  undrainableNodeBehavior: 'undrainable_node_behavior',
};

/** What azurerm sends of itself. */
const ofProvider = new Set(['type']);

/** A pool as arguments of azurerm's resource. */
export interface TerraformPool {
  values: Record<string, unknown>;
  upgradeSettings: Record<string, unknown> | null;
  /** Whether an autoscaler changes the number of nodes. */
  scaled: boolean;
  /** The properties that azurerm has no argument for. */
  unsayable: string[];
}

/** The arguments of a pool. */
export function terraformPool({ upgradeSettings = {}, ...properties }: AgentPoolProperties): TerraformPool {
  const told = Object.entries(properties).filter(([name, value]) => value !== undefined && !ofProvider.has(name));
  const said = told.filter(([name]) => name in argumentOf);
  const upgrade = Object.entries(upgradeSettings);
  return {
    values: Object.fromEntries(said.map(([name, value]) => [argumentOf[name as keyof AgentPoolProperties], value])),
    upgradeSettings:
      upgrade.length === 0
        ? null
        : Object.fromEntries(
            upgrade.flatMap(([name, value]) => (upgradeArgumentOf[name] ? [[upgradeArgumentOf[name], value]] : [])),
          ),
    scaled: properties.enableAutoScaling === true,
    unsayable: [
      ...told.filter(([name]) => !(name in argumentOf)).map(([name]) => name),
      ...upgrade.filter(([name]) => !upgradeArgumentOf[name]).map(([name]) => `upgradeSettings.${name}`),
      ...(upgrade.length > 0 && !saysHowMany(upgradeSettings) ? ['upgradeSettings'] : []),
    ],
  };
}

/** azurerm takes `upgrade_settings` only with one of the two numbers (its CustomizeDiff of the resource). */
function saysHowMany({ maxSurge, maxUnavailable }: { maxSurge?: string; maxUnavailable?: string }): boolean {
  return (maxSurge === undefined) !== (maxUnavailable === undefined);
}
