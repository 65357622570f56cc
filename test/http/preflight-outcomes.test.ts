import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { CoreV1Api, KubeConfig } from '@kubernetes/client-node';
import { callApi } from '../../scripts/local-stack/call-api.ts';
import { checkOutcomes } from '../../shared/preflight/check-outcomes.ts';
import type { PreflightCheck } from '../../shared/preflight/preflight-check.ts';
import { overlays, readAccess } from '../support/kubernetes/read-access.ts';
import { startTestStack, type TestStack } from '../support/main-app/start-test-stack.ts';
import { assign } from '../support/roles/read-roles.ts';

/** What a caller asks, of what. The table of two cases that ask the same is made once. */
interface Question {
  /** What the cluster is otherwise than a healthy one; without it, it is the first cluster. */
  seed?: object;
  nodePool?: unknown;
  newCluster?: object;
  /** A name that is not that of the seeded cluster. */
  name?: string;
  resourceGroup?: string;
  /** The app with these settings. */
  host?: keyof typeof hosts;
  /** The scenario of the emulated Azure. */
  azure?: keyof typeof azures;
}

type Row = [check: keyof typeof checkOutcomes, outcome: string, told: RegExp, asked: Question, todo?: RegExp];

/** Settings of the app's hosts. */
const hosts = {
  usual: {},
  namespace: { KATAPROOF_NAMESPACE: 'kataproof' },
  class: { KATAPROOF_RUNTIME_CLASS: 'own' },
  commands: { KATAPROOF_RUN_COMMAND: 'when-unreachable' },
};
const azures = { healthy: {}, 'sizes-fail': {}, 'policy-denies': {}, 'arm-throttles': {} };

const subscription = '/subscriptions/11111111-1111-4111-8111-111111111111';
const vnet = (group: string) =>
  `${subscription}/resourceGroups/${group}/providers/Microsoft.Network/virtualNetworks/vnet`;
const subnet = (name: string) => `${vnet('net')}/subnets/${name}`;

const system = { name: 'system', mode: 'System', count: 2, vmSize: 'Standard_D4s_v5', osSKU: 'AzureLinux' };
const kata = { ...system, name: 'kata', mode: 'User', count: 1, workloadRuntime: 'KataVmIsolation' };
const fresh = { name: 'fresh' };
const pool = (change: object): Question => ({ nodePool: { ...fresh, ...change } });
const seeded = (seed: object, change: object = {}): Question => ({ seed, ...pool(change) });
const playing = (scenario: string, more: Question = {}): Question => ({ ...seeded({ scenario }), ...more });
const failing: Question = { azure: 'sizes-fail', nodePool: { ...fresh, zones: ['1'] } };

const custom = {
  localAccounts: false,
  pools: [{ ...system, maxPods: 30, vnetSubnetID: subnet('nodes') }],
  properties: { networkProfile: { networkPlugin: 'azure', networkPluginMode: '' } },
  subnets: [
    { id: subnet('nodes'), prefix: '10.1.0.0/24' },
    { id: subnet('small'), prefix: '10.2.0.0/28' },
    { id: subnet('tight'), prefix: '10.3.0.0/26' },
    { id: `${vnet('closed')}/subnets/nodes`, prefix: '10.4.0.0/24' },
  ],
};
const unreachable = { privateCluster: true, wayIn: false };
const stopped = { stopped: true, startsWhenAsked: true };
const whole = readAccess(`${overlays}/whole-cluster`);
const lacking = (verb: string, resource: string) => ({
  azureRbac: false,
  kubernetes: {
    access: whole.map((rule) =>
      rule.resources.includes(resource) ? { ...rule, verbs: rule.verbs.filter((one) => one !== verb) } : rule,
    ),
  },
});

const place = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'kataproof' } };
const bounded = (kind: string, spec: object): Question => ({
  host: 'namespace',
  seed: {
    kubernetes: {
      objects: [place, { apiVersion: 'v1', kind, metadata: { name: 'bound', namespace: 'kataproof' }, spec }],
    },
  },
});
const restricted = {
  ...place,
  metadata: { name: 'kataproof', labels: { 'pod-security.kubernetes.io/enforce': 'restricted' } },
};
const ownClass = (handler: string) => ({
  apiVersion: 'node.k8s.io/v1',
  kind: 'RuntimeClass',
  metadata: { name: 'own' },
  handler,
});
/** A cluster that is to be made; what is seeded beside it brings its subnets. */
const made = (newCluster: object = {}, more: Question = {}): Question => ({
  name: 'made',
  newCluster: { location: 'westeurope', ...newCluster },
  nodePool: fresh,
  ...more,
});

const rows: Row[] = [
  ['cluster-state', 'failed', /is stopped/, seeded(stopped), /az aks start/],
  ['cluster-state', 'failed', /no AKS cluster absent/, { name: 'absent', nodePool: fresh }],
  ['cluster-state', 'could-not-check', /Throttled/, { azure: 'arm-throttles', nodePool: fresh }],
  ...(
    [
      ...[
        'operations',
        'node-pool-name',
        'node-count',
        'node-auto-provisioning',
        'local-accounts',
        'api-server-access',
      ],
      ...['kubernetes-version', 'vm-size', 'vcpu-quota', 'subnet', 'azure-rights', 'subnet-rights', 'azure-policy'],
    ] as (keyof typeof checkOutcomes)[]
  ).map((check): Row => [check, 'could-not-check', /Throttled/, { azure: 'arm-throttles', nodePool: fresh }, /later/]),
  ['node-pool', 'could-not-check', /Throttled/, { azure: 'arm-throttles', nodePool: 'kata' }],
  ['new-cluster-place', 'could-not-check', /Throttled/, made({}, { azure: 'arm-throttles' })],
  ['operations', 'warning', /Updating/, seeded({ provisioningState: 'Updating' })],
  ['kubernetes-version', 'failed', /1\.28 or later/, seeded({ kubernetesVersion: '1.26' }), /az aks upgrade/],
  ['kubernetes-version', 'warning', /long-term support only/, seeded({ kubernetesVersion: '1.33' })],
  [
    'kubernetes-version',
    'failed',
    /1\.34\.99 is not among.*asked for of the pool/,
    pool({ orchestratorVersion: '1.34.99' }),
    /Leave orchestratorVersion out/,
  ],
  ['kubernetes-version', 'failed', /can never be newer/, pool({ orchestratorVersion: '1.35.99' })],
  ['kubernetes-version', 'warning', /asked for of the pool, has long-term/, pool({ orchestratorVersion: '1.33' })],
  ['kubernetes-version', 'failed', /1\.35\.99 is not among/, made({ kubernetesVersion: '1.35.99' })],
  ['kubernetes-version', 'could-not-check', /ServerFailed/, failing],
  ['node-pool', 'failed', /OCIContainer/, { nodePool: 'system' }],
  ['node-pool-name', 'failed', /OCIContainer/, pool({ name: 'system' }), /another name/],
  [
    'node-pool-name',
    'warning',
    /its count, which is 1 and not 900/,
    seeded({ pools: [system, kata] }, { name: 'kata', count: 900 }),
    /Ask for 1/,
  ],
  [
    'node-pool-name',
    'warning',
    /being deleted/,
    seeded({ pools: [system, { ...kata, name: 'fresh', provisioningState: 'Deleting' }] }),
  ],
  [
    'node-count',
    'failed',
    /would have 5003 nodes/,
    seeded({
      ...stopped,
      pools: [system, ...[1, 2, 3, 4, 5].map((n) => ({ ...system, name: `p${n}`, mode: 'User', count: 1000 }))],
    }),
  ],
  ['vm-size', 'failed', /no VM size Standard_D4s_v9/, pool({ vmSize: 'Standard_D4s_v9' }), /Standard_D4s_v5/],
  ['vm-size', 'failed', /NotAvailableForSubscription/, pool({ vmSize: 'Standard_NC24ads_A100_v4' }), /cpu-quota/],
  ['vm-size', 'could-not-check', /ServerFailed/, failing],
  ['vm-generation', 'failed', /generation 1 alone/, pool({ vmSize: 'Standard_A2_v2' })],
  ['vm-generation', 'warning', /not known/, pool({ vmSize: 'Standard_D4s_v9' })],
  ['cpu-architecture', 'failed', /Arm64/, pool({ vmSize: 'Standard_D4ps_v5' })],
  ['cpu-architecture', 'warning', /not known/, pool({ vmSize: 'Standard_D4s_v9' })],
  ['confidential-vm', 'failed', /SNP/, pool({ vmSize: 'Standard_DC4as_v5' })],
  ['confidential-vm', 'warning', /not known/, pool({ vmSize: 'Standard_D4s_v9' })],
  ['nested-virtualization', 'failed', /built-in table.*Burstable/, pool({ vmSize: 'Standard_B2s' })],
  [
    'nested-virtualization',
    'failed',
    /built-in table.*Burstable/,
    { azure: 'sizes-fail', ...pool({ vmSize: 'Standard_B2s' }) },
  ],
  ['nested-virtualization', 'warning', /AKS|not on the list/, pool({ vmSize: 'Standard_D4s_v9' }), /AKS decides/],
  ['availability-zones', 'failed', /zone 3/, pool({ vmSize: 'Standard_L8s_v3', zones: ['3'] })],
  ['availability-zones', 'could-not-check', /ServerFailed/, failing],
  ['vcpu-quota', 'failed', /120 vCPUs of standardDSv5Family/, pool({ count: 30 }), /larger quota/],
  ['vcpu-quota', 'warning', /an upgrade adds/, pool({ count: 25 })],
  [
    'vcpu-quota',
    'warning',
    /400 vCPUs.*that the autoscaler may make/,
    pool({ enableAutoScaling: true, minCount: 1, maxCount: 100 }),
  ],
  ['vcpu-quota', 'could-not-check', /ServerFailed/, failing],
  ['vcpu-quota', 'could-not-check', /how many vCPUs/, pool({ vmSize: 'Standard_D4s_v9' })],
  ['subnet', 'failed', /11 free addresses/, seeded(custom, { vnetSubnetID: subnet('small') }), /larger subnet/],
  ['subnet', 'failed', /no subnet gone/, seeded(custom, { vnetSubnetID: subnet('gone') })],
  ['subnet', 'warning', /62 with those/, seeded(custom, { vnetSubnetID: subnet('tight') })],
  ['subnet', 'could-not-check', /ServerFailed/, { ...seeded(custom), azure: 'sizes-fail' }],
  [
    'node-auto-provisioning',
    'failed',
    /excludes it/,
    seeded({ nodeAutoProvisioning: true }, { enableAutoScaling: true, minCount: 1, maxCount: 2 }),
  ],
  ['node-auto-provisioning', 'warning', /belong to no pool/, seeded({ nodeAutoProvisioning: true })],
  [
    'azure-rights',
    'failed',
    /agentPools\/write/,
    { seed: {}, resourceGroup: 'poor', nodePool: fresh },
    /Kataproof Provisioner/,
  ],
  ['azure-rights', 'could-not-check', /ServerFailed/, failing],
  [
    'subnet-rights',
    'failed',
    /subnets\/join\/action/,
    seeded(custom, { vnetSubnetID: `${vnet('closed')}/subnets/nodes` }),
    /Kataproof Subnet User/,
  ],
  ['subnet-rights', 'could-not-check', /ServerFailed/, { ...seeded(custom), azure: 'sizes-fail' }],
  ['azure-policy', 'failed', /trusted-launch/, { azure: 'policy-denies', nodePool: fresh }, /exempt/],
  ['azure-policy', 'could-not-check', /ServerFailed/, failing],
  ['workload-runtime', 'failed', /KataVmIsolation/, pool({ workloadRuntime: 'KataMshvVmIsolation' })],
  ['workload-runtime', 'failed', /KataVmIsolation/, pool({ workloadRuntime: 'KataCcIsolation' })],
  ['os-sku', 'failed', /AzureLinux/, pool({ osSKU: 'Mariner' })],
  ['os-sku', 'failed', /AzureLinux/, pool({ osSKU: 'CBLMariner' })],
  ['runtime-class-name', 'failed', /"kata-vm-isolation"/, pool({ runtimeClassName: 'kata-mshv-vm-isolation' })],
  ['runtime-class-name', 'failed', /"kata-vm-isolation"/, pool({ runtimeClassName: 'kata-qemu' })],
  [
    'runtime-class-name',
    'failed',
    /must be "own".*KATAPROOF_RUNTIME_CLASS/,
    { host: 'class', ...pool({ runtimeClassName: 'kata-vm-isolation' }) },
  ],
  ['fips', 'failed', /FIPS/, pool({ enableFIPS: true })],
  ['fips', 'warning', /system/, seeded({ pools: [{ ...system, enableFIPS: true }] })],
  ['trusted-launch', 'failed', /Trusted Launch/, pool({ securityProfile: { enableVTPM: true } })],
  ['trusted-launch', 'warning', /system/, seeded({ pools: [{ ...system, securityProfile: { enableVTPM: true } }] })],
  ['artifact-streaming', 'failed', /Artifact Streaming/, pool({ artifactStreamingProfile: { enabled: true } })],
  [
    'artifact-streaming',
    'warning',
    /system/,
    seeded({ pools: [{ ...system, artifactStreamingProfile: { enabled: true } }] }),
  ],
  ['spot', 'failed', /Spot/, pool({ scaleSetPriority: 'Spot' })],
  [
    'local-accounts',
    'warning',
    /Local accounts are enabled/,
    seeded({ localAccounts: true }),
    /disable-local-accounts/,
  ],
  [
    'api-server-access',
    'warning',
    /203\.0\.113\.0\/24/,
    seeded({ properties: { apiServerAccessProfile: { authorizedIPRanges: ['203.0.113.0/24'] } } }),
  ],
  ['api-server', 'failed', /ClusterUnreachable/, seeded(unreachable), /virtual network/],
  ['api-server', 'failed', /ClusterUnreachable/, seeded({ kubernetes: { apiServerSilent: true } })],
  ['kubernetes-rights', 'could-not-check', /ClusterUnreachable/, seeded({ kubernetes: { apiServerSilent: true } })],
  ['api-server', 'warning', /by commands/, { host: 'commands', ...seeded(unreachable) }],
  [
    'api-server',
    'failed',
    /by commands alone.*may not .*runCommand\/action/,
    { host: 'commands', ...seeded(unreachable), resourceGroup: 'poor' },
    /Kataproof Run Command/,
  ],
  [
    'api-server',
    'could-not-check',
    /whether this app may run them could not be read \(ServerFailed\)/,
    { host: 'commands', azure: 'sizes-fail', ...seeded(unreachable) },
    /Kataproof Run Command/,
  ],
  ['api-server', 'could-not-check', /is stopped/, seeded(stopped)],
  ['api-server-version', 'failed', /1\.28 or later/, seeded({ kubernetesVersion: '1.26' })],
  ['api-server-version', 'could-not-check', /ClusterUnreachable/, seeded(unreachable)],
  ['kubernetes-rights', 'failed', /create jobs\.batch/, seeded(lacking('create', 'jobs')), /kubectl apply -k/],
  ['kubernetes-rights', 'warning', /create pods/, seeded(lacking('create', 'pods'))],
  ['kubernetes-rights', 'could-not-check', /Forbidden/, seeded({ kubernetes: { accessReviewsForbidden: true } })],
  [
    'runtime-class',
    'failed',
    /handler runc/,
    { host: 'class', ...seeded({ kubernetes: { objects: [ownClass('runc')] } }) },
  ],
  ['runtime-class', 'failed', /no RuntimeClass own/, { host: 'class', ...pool({}) }],
  ['runtime-class', 'warning', /yet/, seeded({ kubernetes: { runtimeClassOnlyAfterUpdate: true } }), /az aks update/],
  ['runtime-class', 'could-not-check', /ClusterUnreachable/, seeded(unreachable)],
  ['admission-of-namespace', 'failed', /all-must-have-owner/, playing('gatekeeper-denies-namespaces'), /Gatekeeper/],
  ['admission-of-namespace', 'could-not-check', /does not support dry run/, playing('webhook-refuses-trials')],
  [
    'admission-of-jobs',
    'failed',
    /autogen-check-team/,
    playing('kyverno-denies'),
    /Kyverno.*require-labels.*PolicyException/,
  ],
  [
    'admission-of-jobs',
    'could-not-check',
    /does not support dry run/,
    playing('webhook-refuses-trials'),
    /sideEffects/,
  ],
  [
    'admission-of-ordinary-pod',
    'failed',
    /has not been allowed/,
    playing('gatekeeper-denies'),
    /Azure Policy.*excluded/,
  ],
  ['admission-of-ordinary-pod', 'failed', /no <readinessProbe>/, playing('safeguards-deny'), /az aks safeguards/],
  [
    'admission-of-ordinary-pod',
    'failed',
    /violates PodSecurity "restricted:latest"/,
    { host: 'namespace', ...seeded({ scenario: 'pod-security-denies', kubernetes: { objects: [restricted] } }) },
    /Pod Security.*enforce/,
  ],
  ['admission-of-ordinary-pod', 'failed', /istio-proxy was injected/, playing('sidecar-injected')],
  ['admission-of-ordinary-pod', 'warning', /limits of memory are 512Mi, not 256Mi/, playing('limits-changed')],
  ['admission-of-ordinary-pod', 'could-not-check', /default namespace/, playing('gatekeeper-denies-default')],
  ['admission-of-sandboxed-pod', 'failed', /removed its runtimeClassName/, playing('runtime-class-stripped')],
  ['admission-of-sandboxed-pod', 'failed', /label ''team''/, playing('kyverno-denies'), /Kyverno/],
  ['admission-of-sandboxed-pod', 'warning', /limits of memory/, playing('limits-changed')],
  ['admission-of-sandboxed-pod', 'could-not-check', /failed calling webhook/, playing('webhook-unreachable')],
  [
    'resource-quota',
    'failed',
    /leaves 1024Mi of requests\.memory, and 1112Mi/,
    { ...bounded('ResourceQuota', { hard: { 'requests.memory': '1Gi' } }), nodePool: fresh },
  ],
  [
    'resource-quota',
    'warning',
    /Not 2 pairs/,
    { ...bounded('ResourceQuota', { hard: { pods: '3' } }), ...pool({ count: 2 }) },
  ],
  ['resource-quota', 'could-not-check', /ClusterUnreachable/, { host: 'namespace', ...seeded(unreachable) }],
  [
    'limit-range',
    'failed',
    /at most 128Mi of memory/,
    { ...bounded('LimitRange', { limits: [{ type: 'Container', max: { memory: '128Mi' } }] }), nodePool: fresh },
  ],
  ['limit-range', 'could-not-check', /ClusterUnreachable/, { host: 'namespace', ...seeded(unreachable) }],
  ['node-room', 'failed', /No room/, { azure: 'policy-denies', nodePool: 'kata' }, /add nodes/],
  ['node-room', 'warning', /No room for a pod pair on aks-kata-\S+-vmss000000:/, { nodePool: 'kata' }],
  [
    'node-room',
    'could-not-check',
    /ClusterUnreachable/,
    { seed: { ...unreachable, pools: [system, kata] }, nodePool: 'kata' },
  ],
  [
    'new-cluster-place',
    'failed',
    /no resource group nowhere/,
    made({}, { resourceGroup: 'nowhere' }),
    /Create the resource group/,
  ],
  ['new-cluster-place', 'failed', /demo in resource group fleet already/, made({}, { name: 'demo' }), /another name/],
  ['new-cluster-rights', 'failed', /no group administers it/, made({ aadProfile: { enableAzureRBAC: false } })],
  ['new-cluster-rights', 'warning', /Without Entra ID/, made({ aadProfile: null })],
  ['new-cluster-reach', 'failed', /will be private/, made({ apiServerAccessProfile: { enablePrivateCluster: true } })],
  [
    'new-cluster-reach',
    'warning',
    /1 ranges? of addresses/,
    made({ apiServerAccessProfile: { authorizedIPRanges: ['203.0.113.0/24'] } }),
  ],
  [
    'system-vm-size',
    'failed',
    /zone 3 of westeurope/,
    made({ systemPool: { vmSize: 'Standard_L8s_v3', zones: ['3'] } }),
    /Ask for 1/,
  ],
  ['system-vm-size', 'failed', /Standard_D4s_v9/, made({ systemPool: { vmSize: 'Standard_D4s_v9' } })],
  ['system-vm-size', 'could-not-check', /ServerFailed/, made({}, { azure: 'sizes-fail' })],
  ['azure-rights', 'failed', /resource group poor/, made({}, { resourceGroup: 'poor' }), /Kataproof Cluster Creator/],
  [
    'azure-rights',
    'failed',
    /may not .*runCommand\/action on resource group makers/,
    made(
      { apiServerAccessProfile: { enablePrivateCluster: true }, systemPool: { nodeTaints: [] } },
      { host: 'commands', resourceGroup: 'makers' },
    ),
    /Kataproof Run Command/,
  ],
  ['azure-policy', 'failed', /trusted-launch/, made({}, { azure: 'policy-denies' })],
  [
    'subnet',
    'failed',
    /11 free addresses, and 93 are needed for 3 nodes/,
    {
      ...made({
        identity: {
          type: 'UserAssigned',
          userAssignedIdentities: {
            [`${subscription}/resourceGroups/fleet/providers/Microsoft.ManagedIdentity/userAssignedIdentities/cluster`]:
              {},
          },
        },
        networkProfile: { networkPluginMode: null },
        systemPool: { vnetSubnetID: subnet('small') },
      }),
      seed: custom,
    },
  ],
];

const access = {
  roleAssignments: [
    ...(['verifier', 'preflight', 'kubernetes', 'kubernetes-nodes', 'kubernetes-namespace'] as const).map((role) =>
      assign(role, subscription),
    ),
    ...(['provisioner', 'cluster-creator', 'run-command'] as const).map((role) =>
      assign(role, `${subscription}/resourceGroups/fleet`),
    ),
    ...(['provisioner', 'cluster-creator'] as const).map((role) =>
      assign(role, `${subscription}/resourceGroups/makers`),
    ),
    assign('subnet-user', `${subscription}/resourceGroups/net`),
  ],
};

interface Table {
  outcome: string;
  checks: PreflightCheck[];
}

const stacks = new Map<string, Promise<TestStack>>();
const apps = new Map<string, Promise<{ baseUrl: string; masterKey: string }>>();
const clusters = new Map<string, Promise<string>>();
const tables = new Map<string, Promise<Table>>();

function once<T>(kept: Map<string, Promise<T>>, key: string, make: () => Promise<T>): Promise<T> {
  const value = kept.get(key) ?? make();
  kept.set(key, value);
  return value;
}

const stackOf = (scenario: string) =>
  once(stacks, scenario, () =>
    startTestStack({
      scenario,
      access,
      clusters: [{ name: 'demo', localAccounts: false, pools: [system, { ...kata, count: 2 }] }],
    }),
  );

const appOf = async (scenario: string, host: keyof typeof hosts) => {
  const stack = await stackOf(scenario);
  if (host === 'usual') return stack.host().ready;
  return once(apps, `${scenario} ${host}`, async () => (await stack.startOtherHost(host, hosts[host])).ready);
};

/** Seeds a cluster in an emulated Azure, and returns its name. */
async function seed(scenario: string, change: object | undefined, resourceGroup: string): Promise<string> {
  if (!change) return 'demo';
  return once(clusters, JSON.stringify([scenario, change, resourceGroup]), async () => {
    const name = `seeded-${clusters.size}`;
    const { emulator } = await stackOf(scenario);
    const body = JSON.stringify({ name, resourceGroup, localAccounts: false, ...change });
    const answer = await fetch(`${emulator.control}/__emulator/clusters`, { method: 'POST', body });
    if (answer.status !== 201) throw new Error(await answer.text());
    return name;
  });
}

function tableOf(question: Question): Promise<Table> {
  return once(tables, JSON.stringify(question), async () => {
    const { azure = 'healthy', host = 'usual', resourceGroup = 'fleet', nodePool, newCluster } = question;
    const { clusterBody } = await stackOf(azure);
    const name = await seed(azure, question.seed, resourceGroup);
    const cluster = { ...clusterBody, resourceGroup, name: question.name ?? name };
    const { baseUrl, masterKey } = await appOf(azure, host);
    return callApi<Table>(`${baseUrl}/api/preflights`, masterKey, { cluster, nodePool, newCluster });
  });
}

/** Pods of somebody else take most of these Kata nodes of the first cluster. */
async function fillNodes(scenario: string, wanted: RegExp): Promise<void> {
  const config = new KubeConfig();
  config.loadFromFile((await stackOf(scenario)).emulator.adminKubeconfig);
  const api = config.makeApiClient(CoreV1Api);
  const { items } = await api.listNode();
  const resources = { requests: { cpu: '3', memory: '12Gi' } };
  for (const nodeName of items.map(({ metadata }) => metadata?.name ?? '').filter((name) => wanted.test(name))) {
    const spec = { nodeName, containers: [{ name: 'c', image: 'nginx:1.29', resources }] };
    await api.createNamespacedPod({ namespace: 'default', body: { metadata: { name: `on-${nodeName}` }, spec } });
  }
}

beforeAll(async () => {
  await Promise.all([fillNodes('healthy', /^aks-kata-.*000000$/), fillNodes('policy-denies', /^aks-kata-/)]);
});
afterAll(() => Promise.all([...stacks.values()].map(async (stack) => (await stack).stop())));

describe('a preflight brings about', () => {
  test.each(rows)('%s: %s, told as %s', async (check, outcome, told, question, todo = /./) => {
    const { checks } = await tableOf(question);
    const found = checks.filter(({ name }) => name === check);
    expect(found).toEqual([
      {
        name: check,
        outcome,
        message: expect.stringMatching(new RegExp(told.source, `${told.flags}s`)),
        remedy: expect.stringMatching(new RegExp(todo.source, 's')),
      },
    ]);
  });

  test('every outcome that every check may have, and no other', () => {
    const covered = new Set(rows.map(([check, outcome]) => `${check} ${outcome}`));
    const possible = Object.entries(checkOutcomes).flatMap(([check, outcomes]) =>
      outcomes.map((outcome) => `${check} ${outcome}`),
    );
    expect([...covered].sort()).toEqual(possible.sort());
  });

  test('rows of checks that the code has, each in some table, and writes nothing', async () => {
    const made = await Promise.all([...tables.values()]);
    const names = new Set(made.flatMap(({ checks }) => checks.map(({ name }) => name)));
    expect([...names].sort()).toEqual(Object.keys(checkOutcomes).sort());
    for (const stack of await Promise.all(stacks.values())) {
      const asked = (await stack.armRequests()).filter(({ method }) => method !== 'GET');
      const questions = /\/(listClusterUserCredential|checkPolicyRestrictions)$/;
      expect(asked.filter(({ method, path }) => method !== 'POST' || !questions.test(path))).toEqual([]);
      expect((await stack.accessRecord()).writes).toEqual([]);
      expect(await stack.call('/api/runs')).toEqual({ value: [] });
    }
  });
});
