import { describe, expect, test } from '@jest/globals';
import { parameterSets, variableOf } from './forms/parameter-sets.ts';
import {
  clusterType,
  ofType,
  poolType,
  readArm,
  readBicep,
  readBlocks,
  readTemplate,
  terraformFolder,
} from './forms/read-forms.ts';
import { readTerraform } from './forms/read-terraform.ts';

/** The arguments of azurerm's node pools, and the properties of ARM that they are. */
const poolArguments: Record<string, string> = {
  ...{ mode: 'mode', os_type: 'osType', os_sku: 'osSKU', workload_runtime: 'workloadRuntime', vm_size: 'vmSize' },
  ...{ node_count: 'count', auto_scaling_enabled: 'enableAutoScaling', min_count: 'minCount', max_count: 'maxCount' },
  ...{ zones: 'availabilityZones', node_taints: 'nodeTaints', node_labels: 'nodeLabels', tags: 'tags' },
  ...{ vnet_subnet_id: 'vnetSubnetID', pod_subnet_id: 'podSubnetID', max_pods: 'maxPods' },
  ...{ host_encryption_enabled: 'enableEncryptionAtHost', upgrade_settings: 'upgradeSettings' },
};
/** What azurerm sends of itself. */
const ofProvider = { type: 'VirtualMachineScaleSets' };
const nested: Record<string, (blocks: unknown) => unknown> = {
  upgrade_settings: (blocks) => ({ maxSurge: (blocks as { max_surge: string }[])[0]?.max_surge }),
};

function poolOfTerraform(block: Record<string, unknown>): Record<string, unknown> {
  const { name: _name, kubernetes_cluster_id: _cluster, ...said } = block;
  const properties = Object.entries(said).map(([argument, value]) => {
    const property = poolArguments[argument];
    if (!property) throw new Error(`Nobody knows what ${argument} of a node pool is in ARM.`);
    return [property, nested[argument]?.(value) ?? value];
  });
  return { ...ofProvider, ...Object.fromEntries(properties) };
}

describe.each(parameterSets)('%s: the parameters of %s', (template, snapshot, parameters) => {
  test('make the same of ARM JSON as of Bicep', () => {
    const byName = (one: { name: string }, other: { name: string }) => one.name.localeCompare(other.name);
    expect(readArm(template, parameters).sort(byName)).toEqual(readBicep(snapshot).sort(byName));
  });

  test('make the same Kata pool of Terraform as of Bicep, property by property', async () => {
    const { name, properties } = ofType(readBicep(snapshot), poolType);
    const { pool } = await readBlocks(template, parameters);
    expect(poolOfTerraform(pool)).toEqual(properties);
    expect(`demo/${pool['name']}`).toBe(name);
  });
});

describe.each(parameterSets.filter(([template]) => template === 'new-cluster'))(
  '%s: the parameters of %s',
  (template, snapshot, parameters) => {
    test('make the same cluster of Terraform as of Bicep', async () => {
      const bicep = ofType(readBicep(snapshot), clusterType);
      const { properties } = bicep;
      const cluster = (await readBlocks(template, parameters)).cluster as Record<string, unknown>;
      const block = (name: string) => (cluster[name] as Record<string, unknown>[])[0] ?? {};
      expect({
        name: cluster['name'],
        location: cluster['location'],
        tags: cluster['tags'],
        tier: cluster['sku_tier'],
        identity: block('identity')['type'],
        identities: block('identity')['identity_ids'] ?? [],
        dnsPrefix: cluster['dns_prefix'],
        version: cluster['kubernetes_version'],
        rbac: cluster['role_based_access_control_enabled'],
        localAccountsOff: cluster['local_account_disabled'],
        runCommandOff: cluster['run_command_enabled'] === false,
        private: cluster['private_cluster_enabled'],
        entra: block('azure_active_directory_role_based_access_control'),
        oidc: cluster['oidc_issuer_enabled'],
        workloadIdentity: cluster['workload_identity_enabled'],
        cleaner: [cluster['image_cleaner_enabled'], cluster['image_cleaner_interval_hours']],
        channels: [cluster['automatic_upgrade_channel'], cluster['node_os_upgrade_channel']],
        autoProvisioning: block('node_provisioning_profile')['mode'],
        network: block('network_profile'),
      }).toEqual({
        name: bicep.name,
        location: bicep['location'],
        tags: bicep['tags'],
        tier: bicep['sku'].tier,
        identity: bicep['identity'].type,
        identities: Object.keys(bicep['identity'].userAssignedIdentities ?? {}),
        dnsPrefix: properties.dnsPrefix,
        version: properties.kubernetesVersion,
        rbac: properties.enableRBAC,
        localAccountsOff: properties.disableLocalAccounts,
        runCommandOff: properties.apiServerAccessProfile.disableRunCommand,
        private: properties.apiServerAccessProfile.enablePrivateCluster,
        entra: {
          azure_rbac_enabled: properties.aadProfile.enableAzureRBAC,
          admin_group_object_ids: properties.aadProfile.adminGroupObjectIDs,
        },
        oidc: properties.oidcIssuerProfile.enabled,
        workloadIdentity: properties.securityProfile.workloadIdentity.enabled,
        cleaner: [
          properties.securityProfile.imageCleaner.enabled,
          properties.securityProfile.imageCleaner.intervalHours,
        ],
        channels: [properties.autoUpgradeProfile.upgradeChannel, properties.autoUpgradeProfile.nodeOSUpgradeChannel],
        autoProvisioning: properties.nodeProvisioningProfile.mode,
        network: {
          network_plugin: properties.networkProfile.networkPlugin,
          network_plugin_mode: properties.networkProfile.networkPluginMode,
          network_policy: properties.networkProfile.networkPolicy,
          load_balancer_sku: properties.networkProfile.loadBalancerSku,
          service_cidr: properties.networkProfile.serviceCidr,
          dns_service_ip: properties.networkProfile.dnsServiceIP,
          pod_cidr: properties.networkProfile.podCidr,
        },
      });
    });

    test('make the same System pool of Terraform as of Bicep', async () => {
      const [system] = ofType(readBicep(snapshot), clusterType).properties.agentPoolProfiles;
      const cluster = (await readBlocks(template, parameters)).cluster as Record<string, unknown>;
      const [pool] = cluster['default_node_pool'] as Record<string, unknown>[];
      const { only_critical_addons_enabled, temporary_name_for_rotation: _rotation, type, ...said } = pool ?? {};
      expect({
        ...poolOfTerraform(said),
        ...{ type, name: said['name'], mode: 'System', osType: 'Linux', enableAutoScaling: false },
        ...(only_critical_addons_enabled === true && { nodeTaints: ['CriticalAddonsOnly=true:NoSchedule'] }),
      }).toEqual(system);
    });
  },
);

describe.each(['kata-pool', 'new-cluster'] as const)('the form in Terraform of %s', (template) => {
  test('has the parameters of Bicep as variables, with the same words and defaults, and where it is', async () => {
    const { variables } = await readTerraform(terraformFolder(template));
    const { resource_group_name: _group, location: _location, ...others } = variables;
    const { location: _ownLocation, ...parameters } = readTemplate(template).parameters;
    expect(Object.keys(others).sort()).toEqual(Object.keys(parameters).map(variableOf).sort());
    for (const [name, { defaultValue, nullable, metadata }] of Object.entries<{
      defaultValue?: unknown;
      nullable?: boolean;
      metadata: { description: string };
    }>(parameters)) {
      const variable = others[variableOf(name)];
      // Terraform takes a set of zones, for which none is null.
      const none = name === 'zones' ? null : defaultValue;
      expect([name, variable?.default ?? null]).toEqual([name, none ?? null]);
      expect([name, 'default' in (variable ?? {})]).toEqual([name, defaultValue !== undefined || nullable === true]);
      const words = (text = '') =>
        text.replace(/, \{ minCount, maxCount \}/, '').replace(/; (empty|null) for none/, '');
      expect([name, words(variable?.description)]).toEqual([name, words(metadata.description)]);
    }
  });
});
