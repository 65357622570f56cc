import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { nodePoolSchema } from '../../../shared/api/node-pool/node-pool-schema.ts';
import { optionInWords } from '../../../shared/clusters/pool-options.ts';
import { findMistakes } from '../../../shared/errors/find-mistakes.ts';

const compute = (type: string) =>
  `/subscriptions/11111111-1111-4111-8111-111111111111/resourceGroups/g/providers/Microsoft.Compute/${type}/x`;
const network = (type: string) => compute(type).replace('Compute', 'Network');

const parse = (fields: object) => findMistakes(nodePoolSchema, { name: 'kata', ...fields });
const mistakesOf = (fields: object) =>
  Object.fromEntries((parse(fields).mistakes ?? []).map(({ path, message }) => [path.join('.'), message]));

const models = readFileSync('node_modules/@azure/arm-containerservice/dist/esm/models/models.d.ts', 'utf8');
/** Names of ARM that the SDK writes otherwise. */
const armNames: Record<string, string> = {
  typePropertiesType: 'type',
  enableFips: 'enableFIPS',
  enableVtpm: 'enableVTPM',
};

/** Objects that no request has. */
const refusedWhole = [
  'creationData',
  'powerState',
  'windowsProfile',
  'gatewayProfile',
  'virtualMachinesProfile',
  'status',
];

/** The properties of the SDK's models with their types; those of parts that only Azure sets are left out. */
const modelOf = new Map(
  [...models.matchAll(/export interface (\w+)[^{]*\{([\s\S]*?)\n\}/g)].map(([, name = '', body = '']) => [
    name,
    [...body.matchAll(/^ {4}(readonly )?(\w+)\??: (\w+)/gm)]
      .filter(([, readOnly]) => name === 'AgentPool' || !readOnly)
      .map(([, , field = '', type = '']) => ({ field, type })),
  ]),
);

/** The path of every property of a model, or of its parts where it has some. */
function pathsOf(model: string): string[][] {
  return (modelOf.get(model) ?? []).flatMap(({ field, type }) => {
    const name = armNames[field] ?? field;
    const parts = refusedWhole.includes(field) ? [] : pathsOf(type);
    return parts.length > 0 ? parts.map((path) => [name, ...path]) : [[name]];
  });
}

/** Every option there is, with a value that AKS takes. */
const everything = {
  ...{ mode: 'User', enableAutoScaling: true, minCount: 2, maxCount: 5, scaleDownMode: 'Deallocate' },
  ...{ orchestratorVersion: '1.35', osDiskSizeGB: 256, kubeletDiskType: 'Temporary', enableUltraSSD: true },
  ...{ messageOfTheDay: 'aGVsbG8=', enableNodePublicIP: true, nodePublicIPPrefixID: network('publicIPPrefixes') },
  ...{ proximityPlacementGroupID: compute('proximityPlacementGroups'), hostGroupID: compute('hostGroups') },
  capacityReservationGroupID: compute('capacityReservationGroups'),
  networkProfile: {
    allowedHostPorts: [{ portStart: 80, portEnd: 80, protocol: 'TCP' }],
    applicationSecurityGroups: [network('applicationSecurityGroups')],
    nodePublicIPTags: [{ ipTagType: 'RoutingPreference', tag: 'Internet' }],
  },
  securityProfile: { sshAccess: 'Disabled' },
  kubeletConfig: { cpuManagerPolicy: 'static', cpuCfsQuotaPeriod: '200ms', failSwapOn: false, podMaxPids: -1 },
  linuxOSConfig: { swapFileSizeMB: 1500, sysctls: { netCoreSomaxconn: 163849, netIpv4TcpTwReuse: true } },
  localDNSProfile: { mode: 'Required', vnetDNSOverrides: { '.': { forwardPolicy: 'Random', maxConcurrent: 10 } } },
};

describe('an option of the agentPool API', () => {
  test('is taken, each of them', () => {
    expect(Object.keys(everything).sort()).toEqual(Object.keys(optionInWords).sort());
    expect(parse(everything)).toMatchObject({ data: everything, mistakes: null });
  });

  test('that says what AKS does anyway may be given', () => {
    const neutral = {
      ...{ workloadRuntime: 'KataVmIsolation', osType: 'Linux', osSKU: 'AzureLinux3', type: 'VirtualMachineScaleSets' },
      ...{ scaleSetPriority: 'Regular', enableFIPS: false, artifactStreamingProfile: { enabled: false } },
      ...{ gpuProfile: { driver: 'None' }, securityProfile: { enableVTPM: false, enableSecureBoot: false } },
    };
    expect(parse(neutral)).toMatchObject({ data: { osSKU: 'AzureLinux3' }, mistakes: null });
  });

  test.each<[object, string, RegExp]>([
    [{ scaleSetPriority: 'Spot' }, 'scaleSetPriority', /^must be Regular or absent: .* spot nodes away/],
    [{ spotMaxPrice: -1 }, 'spotMaxPrice', /^is not taken: only spot pools/],
    [{ scaleSetEvictionPolicy: 'Delete' }, 'scaleSetEvictionPolicy', /^is not taken/],
    [
      { workloadRuntime: 'KataMshvVmIsolation' },
      'workloadRuntime',
      /^must be "KataVmIsolation": "KataMshvVmIsolation" is its name of earlier days$/,
    ],
    [{ workloadRuntime: 'WasmWasi' }, 'workloadRuntime', /only such pools sandbox pods$/],
    [{ osType: 'Windows' }, 'osType', /^must be Linux/],
    [{ osSKU: 'Ubuntu' }, 'osSKU', /Azure Linux alone/],
    [{ enableFIPS: true }, 'enableFIPS', /no Kata pool with FIPS/],
    [{ securityProfile: { enableVTPM: true } }, 'securityProfile.enableVTPM', /Trusted Launch/],
    [{ artifactStreamingProfile: { enabled: true } }, 'artifactStreamingProfile.enabled', /Artifact Streaming/],
    [{ gpuProfile: { driver: 'Install' } }, 'gpuProfile.driver', /no GPU/],
    [{ gpuInstanceProfile: 'MIG1g' }, 'gpuInstanceProfile', /^is not taken: .* GPU/],
    [{ creationData: { sourceResourceId: 'x' } }, 'creationData', /snapshot/],
    [{ networkProfile: { dranet: { mode: 'Managed' } } }, 'networkProfile.dranet.mode', /no network device/],
    [{ provisioningState: 'Succeeded' }, 'provisioningState', /^is not taken: AKS tells it/],
    [{ nodeImageVersion: 'x' }, 'nodeImageVersion', /roll a pool back/],
    [{ powerState: { code: 'Stopped' } }, 'powerState', /stopped pool/],
    [{ mode: 'Gateway' }, 'mode', /User or System/],
    [{ type: 'VirtualMachines' }, 'type', /VirtualMachineScaleSets/],
    [{ availabilityZones: ['1'] }, 'availabilityZones', /give zones/],
  ])('is refused with the reason: %o', (fields, path, words) => {
    expect(mistakesOf(fields)).toEqual({ [path]: expect.stringMatching(words) });
  });

  test('is taken or refused with a reason, each that the SDK knows, and its parts', () => {
    const paths = pathsOf('AgentPool');
    expect(paths.length).toBeGreaterThan(90);
    const unknown = paths.filter((path) => {
      const body = path.reduceRight<unknown>((inner, name) => ({ [name]: inner }), null) as object;
      return Object.values(mistakesOf(body)).some((message) => message.includes('is not known here'));
    });
    expect(unknown.map((path) => path.join('.'))).toEqual([]);
  });

  test.each<[object, string]>([
    [{ osDiskSizeGB: 29 }, 'osDiskSizeGB'],
    [{ orchestratorVersion: 'latest' }, 'orchestratorVersion'],
    [{ messageOfTheDay: 'hello!' }, 'messageOfTheDay'],
    [{ hostGroupID: compute('hosts') }, 'hostGroupID'],
    [{ hostGroupID: 'x' }, 'hostGroupID'],
    [{ networkProfile: { allowedHostPorts: [{ portStart: 9, portEnd: 8 }] } }, 'networkProfile.allowedHostPorts.0'],
    [{ kubeletConfig: { imageGcLowThreshold: 90, imageGcHighThreshold: 80 } }, 'kubeletConfig'],
    [{ kubeletConfig: { seccomp: 'x' } }, 'kubeletConfig.seccomp'],
    [{ linuxOSConfig: { sysctls: { vmSwappiness: 101 } } }, 'linuxOSConfig.sysctls.vmSwappiness'],
    [{ linuxOSConfig: { swapFileSizeMB: 100 } }, 'linuxOSConfig.swapFileSizeMB'],
    [{ nodePublicIPPrefixID: network('publicIPPrefixes') }, 'nodePublicIPPrefixID'],
    [{ nodeTaints: ['kataproof.io/quarantine=x:NoSchedule'] }, 'nodeTaints.0'],
  ])('that no pool can have is named: %o', (fields, path) => {
    expect(Object.keys(mistakesOf(fields))).toEqual([path]);
  });
});

describe('an autoscaled pool', () => {
  test.each([
    [{ minCount: 2, maxCount: 5 }, 2],
    [{ minCount: 2, maxCount: 5, count: 4 }, 4],
    [{ minCount: 3, maxCount: 3 }, 3],
  ])('%o begins with %i nodes', (numbers, count) => {
    expect(parse({ enableAutoScaling: true, ...numbers }).data?.count).toBe(count);
  });

  test.each<[object, string]>([
    [{ enableAutoScaling: true, maxCount: 5 }, 'minCount'],
    [{ enableAutoScaling: true, minCount: 1 }, 'maxCount'],
    [{ enableAutoScaling: true, minCount: 0, maxCount: 5 }, 'minCount'],
    [{ enableAutoScaling: true, minCount: 3, maxCount: 2 }, 'maxCount'],
    [{ enableAutoScaling: true, minCount: 3, maxCount: 5, count: 2 }, 'count'],
    [{ enableAutoScaling: true, minCount: 3, maxCount: 5, count: 6 }, 'count'],
    [{ minCount: 3 }, 'minCount'],
    [{ enableAutoScaling: false, maxCount: 3 }, 'maxCount'],
  ])('%o is refused for %s', (numbers, path) => {
    expect(Object.keys(mistakesOf(numbers))).toEqual([path]);
  });

  test('that is not one begins with one node', () => {
    expect(parse({}).data?.count).toBe(1);
  });
});

describe('a System pool', () => {
  test.each([['CriticalAddonsOnly=true:NoSchedule'], ['team=a:PreferNoSchedule']])('may have %s', (taint) => {
    expect(parse({ mode: 'System', nodeTaints: [taint] }).mistakes).toBeNull();
  });

  test('has no taint that keeps the pods of AKS off', () => {
    expect(mistakesOf({ mode: 'System', nodeTaints: ['team=a:NoSchedule'] })).toEqual({
      'nodeTaints.0': expect.stringContaining('CriticalAddonsOnly'),
    });
  });
});
