import type { Admission, KubeObject, ObjectStore, Resource } from '../api/seams.ts';

const namespace = 'kube-system';
const registry = 'mcr.microsoft.com/oss';

/** What AKS runs on every node, with its images. */
const agents: Record<string, string> = {
  'azure-ip-masq-agent': `${registry}/azure/ip-masq-agent-v2:v0.1.16`,
  'cloud-node-manager': `${registry}/v2/kubernetes/azure-cloud-node-manager:v1.36.1`,
  'csi-azuredisk-node': `${registry}/v2/kubernetes-csi/azuredisk-csi:v1.33.4`,
  'csi-azurefile-node': `${registry}/v2/kubernetes-csi/azurefile-csi:v1.34.1`,
  'kube-proxy': `${registry}/v2/kubernetes/kube-proxy:v1.36.1`,
};

/** What AKS runs once or twice in a cluster. */
const services: Record<string, { image: string; replicas: number }> = {
  coredns: { image: `${registry}/v2/kubernetes/coredns:v1.12.1-6`, replicas: 2 },
  'coredns-autoscaler': {
    image: `${registry}/v2/kubernetes/autoscaler/cluster-proportional-autoscaler:v1.9.0`,
    replicas: 1,
  },
  'konnectivity-agent': { image: `${registry}/v2/kubernetes/apiserver-network-proxy/agent:v0.31.4`, replicas: 2 },
  'metrics-server': { image: `${registry}/v2/kubernetes/metrics-server:v0.7.2`, replicas: 2 },
};

const critical = { key: 'CriticalAddonsOnly', operator: 'Exists' };

function workload(kind: string, name: string, image: string, spec: Record<string, unknown>): KubeObject {
  const labels = { component: name, 'kubernetes.azure.com/managedby': 'aks' };
  const podSpec = {
    priorityClassName: kind === 'DaemonSet' ? 'system-node-critical' : 'system-cluster-critical',
    // These stay on nodes that others have to leave.
    tolerations: kind === 'DaemonSet' ? [{ operator: 'Exists' }] : [critical],
    ...(kind === 'DaemonSet' ? { hostNetwork: true } : {}),
    automountServiceAccountToken: false,
    // Their programs are not emulated: a container without a command waits until it is ended.
    containers: [{ name, image, resources: { requests: { cpu: '10m', memory: '20Mi' } } }],
  };
  return {
    apiVersion: 'apps/v1',
    kind,
    metadata: { name, namespace, labels: { ...labels, 'addonmanager.kubernetes.io/mode': 'Reconcile' } },
    spec: {
      ...spec,
      selector: { matchLabels: { component: name } },
      template: { metadata: { labels }, spec: podSpec },
    },
  };
}

/** Creates what AKS itself runs in a cluster. The controllers make its pods as soon as there are nodes. */
export function createSystemWorkloads(store: ObjectStore, admission: Admission): void {
  const create = (resource: Resource, object: KubeObject) =>
    void store.create(resource, admission({ operation: 'CREATE', resource, namespace, object, oldObject: null }));
  for (const [name, image] of Object.entries(agents)) create('daemonsets', workload('DaemonSet', name, image, {}));
  for (const [name, { image, replicas }] of Object.entries(services))
    create('deployments', workload('Deployment', name, image, { replicas }));
}
