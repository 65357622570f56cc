import { describe, expect, test } from '@jest/globals';
import { oldKataRuntimes } from '../../../shared/isolation/kata.ts';
import { judgeVmSize } from '../../../shared/preflight/judge-vm-size.ts';
import { clusterType, ofType, poolType, readBicep, readTemplate } from './forms/read-forms.ts';

const pools = ['kata-pool', 'kata-pool-with-everything', 'new-cluster', 'new-cluster-with-everything'];
const clusters = ['new-cluster', 'new-cluster-with-everything'];

describe.each(pools)('the Kata pool of %s', (snapshot) => {
  const { properties } = ofType(readBicep(snapshot), poolType);

  test('is one that AKS makes today: runtime, OS and size', () => {
    expect(properties.workloadRuntime).toBe('KataVmIsolation');
    expect(oldKataRuntimes).not.toContain(properties.workloadRuntime);
    expect(['AzureLinux', 'AzureLinux3']).toContain(properties.osSKU);
    expect(properties.osType).toBe('Linux');
    expect(judgeVmSize(properties.vmSize).likelihood).toBe('likely');
  });

  test('can be removed again, and has no part that Kata cannot have', () => {
    expect(properties.mode).toBe('User');
    for (const refused of ['enableFIPS', 'artifactStreamingProfile', 'securityProfile'])
      expect(properties).not.toHaveProperty(refused);
  });

  test('has as many nodes as somebody says: a number or bounds, never both', () => {
    const { count, enableAutoScaling, minCount, maxCount } = properties;
    expect([typeof count, typeof minCount, typeof maxCount]).toEqual(
      enableAutoScaling ? ['undefined', 'number', 'number'] : ['number', 'undefined', 'undefined'],
    );
  });
});

describe.each(clusters)('the cluster of %s', (snapshot) => {
  const { properties } = ofType(readBicep(snapshot), clusterType);

  test('lets in identities of Entra alone, by Azure RBAC', () => {
    expect(properties).toMatchObject({
      ...{ disableLocalAccounts: true, enableRBAC: true },
      aadProfile: { managed: true, enableAzureRBAC: true },
      apiServerAccessProfile: { disableRunCommand: true },
    });
  });

  test('gives workloads identities without secrets, and nodes their fixes', () => {
    expect(properties).toMatchObject({
      oidcIssuerProfile: { enabled: true },
      securityProfile: { workloadIdentity: { enabled: true }, imageCleaner: { enabled: true } },
      autoUpgradeProfile: { upgradeChannel: 'patch', nodeOSUpgradeChannel: 'NodeImage' },
    });
  });

  test('keeps workloads off its System pool', () => {
    const [system, ...others] = properties.agentPoolProfiles;
    expect(others).toEqual([]);
    expect(system).toMatchObject({ mode: 'System', nodeTaints: ['CriticalAddonsOnly=true:NoSchedule'] });
    expect(system).not.toHaveProperty('workloadRuntime');
  });

  test('has a network policy engine that Kata works with', () => {
    expect(['azure', 'calico']).toContain(properties.networkProfile.networkPolicy);
  });
});

describe.each(['kata-pool', 'new-cluster'] as const)('the template %s', (template) => {
  test('takes no secret and gives none out', () => {
    const { parameters, outputs } = readTemplate(template);
    const types = Object.values<{ type?: string }>(parameters).map(({ type }) => type ?? '');
    expect(types.filter((type) => /secure/i.test(type))).toEqual([]);
    expect(JSON.stringify(outputs)).not.toMatch(/\blist\w*\(|kubeconfig/i);
  });
});
