/** Clusters as the emulator takes them (`--clusters`), and what people run there. The first one has no Kata pool yet. */

const system = { name: 'system', mode: 'System', count: 1, vmSize: 'Standard_D4s_v5', osSKU: 'AzureLinux' };

const kata = (name: string, count: number) => ({
  name,
  count,
  mode: 'User',
  vmSize: 'Standard_D8s_v5',
  osSKU: 'AzureLinux',
  workloadRuntime: 'KataVmIsolation',
});

const limits = (memory: string, cpu: string) => ({ resources: { limits: { memory, cpu } } });

interface Template {
  runtimeClassName?: string;
  volumes?: object[];
  containers: object[];
}

const sandboxed = { runtimeClassName: 'kata-vm-isolation' };

function deployment(namespace: string, name: string, replicas: number, spec: Template): object {
  const labels = { app: name };
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name, namespace, labels },
    spec: { replicas, selector: { matchLabels: labels }, template: { metadata: { labels }, spec } },
  };
}

/** `required`: the settings of `npm start` want every pod there sandboxed. */
function namespace(name: string, isolation: 'required' | 'optional'): object {
  return { apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels: { isolation } } };
}

const image = (name: string) => ({ name, image: `registry.example/${name}:4.2` });

const ofPayments = [
  namespace('payments', 'required'),
  namespace('web', 'optional'),
  deployment('payments', 'card-vault', 2, {
    ...sandboxed,
    containers: [
      { ...image('vault'), ...limits('512Mi', '1') },
      { ...image('audit'), ...limits('128Mi', '250m') },
    ],
  }),
  deployment('payments', 'settlement', 1, { ...sandboxed, containers: [image('settlement')] }),
  deployment('payments', 'ledger', 1, { containers: [{ ...image('ledger'), ...limits('256Mi', '500m') }] }),
  deployment('payments', 'fraud-model', 1, {
    ...sandboxed,
    volumes: [{ name: 'models', hostPath: { path: '/var/lib/models' } }],
    containers: [
      {
        ...image('fraud-model'),
        ...limits('1Gi', '2'),
        volumeMounts: [{ name: 'models', mountPath: '/models', readOnly: true }],
      },
    ],
  }),
  deployment('web', 'shop', 2, { containers: [{ ...image('shop'), ...limits('128Mi', '250m') }] }),
];

const ofTenants = [
  ...['blue', 'green'].map((tenant) => namespace(`tenant-${tenant}`, 'required')),
  ...['blue', 'green'].map((tenant) =>
    deployment(`tenant-${tenant}`, 'code-runner', 2, {
      ...sandboxed,
      containers: [{ ...image('code-runner'), ...limits('512Mi', '1') }],
    }),
  ),
];

const ofRunners = [
  namespace('builds', 'required'),
  deployment('builds', 'runner', 2, {
    ...sandboxed,
    containers: [{ ...image('runner'), ...limits('1Gi', '2'), securityContext: { privileged: true } }],
  }),
];

const ofAnalytics = [
  namespace('notebooks', 'required'),
  // Too little for a virtual machine: its pods never start.
  deployment('notebooks', 'jupyter', 1, {
    ...sandboxed,
    containers: [{ ...image('jupyter'), ...limits('64Mi', '500m') }],
  }),
];

const fleet = { resourceGroup: 'fleet', location: 'westeurope' };
const tenants = { resourceGroup: 'tenants', location: 'northeurope' };

/** The clusters of `npm start`. The first one is the one that its commands are about. */
export const fleetSeeds: { name: string; resourceGroup: string; [field: string]: unknown }[] = [
  { ...fleet, name: 'demo', localAccounts: false },
  {
    ...{ ...fleet, name: 'payments', localAccounts: false },
    pools: [system, kata('cards', 3), kata('batch', 2)],
    kubernetes: { objects: ofPayments },
  },
  {
    ...{ ...fleet, name: 'analytics' },
    pools: [system, kata('notebooks', 2)],
    kubernetes: { objects: ofAnalytics },
  },
  {
    ...{ ...tenants, name: 'tenants-blue', localAccounts: false },
    scenario: 'mixed-pool',
    pools: [system, kata('sandboxes', 3)],
    kubernetes: { objects: ofTenants },
  },
  {
    ...{ ...tenants, name: 'ci-runners', localAccounts: false },
    scenario: 'another-sandbox',
    pools: [system, kata('runners', 2)],
    kubernetes: { objects: ofRunners },
  },
  { ...{ ...tenants, name: 'edge', localAccounts: false }, pools: [system, kata('gateways', 1)] },
];
