/** A cluster with workloads of which something is found, in the form of the emulator's seeds. */
const pool = { count: 1, vmSize: 'Standard_D4s_v5', osSKU: 'AzureLinux' };

const deployment = (namespace: string, name: string, spec: object) => ({
  ...{ apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name, namespace } },
  spec: {
    replicas: 1,
    selector: { matchLabels: { app: name } },
    template: { metadata: { labels: { app: name } }, spec },
  },
});

const limits = { limits: { memory: '256Mi', cpu: '500m' } };
const sandboxed = { runtimeClassName: 'kata-vm-isolation' };

/** The setting that wants the pods of namespace `shop` sandboxed. */
export const sandboxPolicy = { KATAPROOF_SANDBOX_NAMESPACE_SELECTOR: 'isolation=required' };

export const clusterWithWorkloads = {
  name: 'shop',
  localAccounts: false,
  pools: [
    { ...pool, name: 'system', mode: 'System' },
    { ...pool, name: 'kata', mode: 'User', workloadRuntime: 'KataVmIsolation' },
  ],
  kubernetes: {
    objects: [
      { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop', labels: { isolation: 'required' } } },
      deployment('shop', 'ledger', {
        containers: [{ name: 'main', image: 'registry.example/a:1', resources: limits }],
      }),
      deployment('shop', 'vault', {
        ...sandboxed,
        containers: [
          { name: 'main', image: 'registry.example/a:1', resources: limits },
          { name: 'audit', image: 'registry.example/b:1', resources: limits },
        ],
      }),
      deployment('shop', 'reports', {
        ...sandboxed,
        containers: [{ name: 'main', image: 'registry.example/a:1' }],
      }),
    ],
  },
};
