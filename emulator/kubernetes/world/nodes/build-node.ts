import { createHash } from 'node:crypto';
import type { NodePool } from '../../../seams/kubernetes-clusters.ts';
import type { Condition, Taint } from '../../api/pod-shapes.ts';
import type { KubeObject } from '../../api/seams.ts';
import type { Identifiers } from '../controller-runtime/identifiers.ts';
import type { Kernel } from '../shell/kernel.ts';
import { nodeResources } from './node-resources.ts';
import { kataHandlers } from './runtime-classes.ts';

const azure = 'kubernetes.azure.com';
export const kataLabel = `${azure}/kata-vm-isolation`;
export const notReadyTaint: Taint = { key: 'node.kubernetes.io/not-ready', effect: 'NoSchedule' };

export interface NodeOptions {
  name: string;
  address: string;
  pool: NodePool;
  clusterName: string;
  kubernetesVersion: string;
  kernel: Kernel;
  timestamp: string;
}

/**
 * Builds the name of a node, `aks-<pool>-<8 digits>-vmss00000N`. The digits depend on the cluster, and the number is in
 * base 36.
 */
export function nodeName(clusterName: string, poolName: string, index: number): string {
  const digest = createHash('sha256').update(clusterName).digest().readUInt32BE(0);
  const digits = String(10_000_000 + (digest % 90_000_000));
  return `aks-${poolName}-${digits}-vmss${index.toString(36).padStart(6, '0')}`;
}

const isUbuntu = (pool: NodePool) => /ubuntu/i.test(pool.osSku);

/** Returns the labels that AKS sets. They overrule those of the pool. */
export function nodeLabels({ name, pool, clusterName }: Pick<NodeOptions, 'name' | 'pool' | 'clusterName'>) {
  const mode = pool.mode.toLowerCase();
  const architecture = 'amd64';
  return {
    ...pool.labels,
    agentpool: pool.name,
    'beta.kubernetes.io/arch': architecture,
    'beta.kubernetes.io/instance-type': pool.vmSize,
    'beta.kubernetes.io/os': 'linux',
    'kubernetes.io/arch': architecture,
    'kubernetes.io/hostname': name,
    'kubernetes.io/os': 'linux',
    'node.kubernetes.io/instance-type': pool.vmSize,
    [`${azure}/agentpool`]: pool.name,
    [`${azure}/cluster`]: `MC_${clusterName}`,
    [`${azure}/mode`]: mode,
    [`${azure}/node-image-version`]: pool.nodeImageVersion,
    [`${azure}/os-sku`]: pool.osSku,
    [`${azure}/os-sku-effective`]: pool.osSku,
    [`${azure}/os-sku-requested`]: pool.osSku,
    [`${azure}/role`]: 'agent',
    ...(pool.kata ? { [kataLabel]: 'true' } : {}),
  };
}

/** Parses `key=value:Effect` or `key:Effect`. */
export function parseTaint(text: string): Taint {
  const [, key = '', value, effect = ''] = /^([^=:]+)(?:=([^:]*))?:(.+)$/.exec(text) ?? [];
  return { key, ...(value ? { value } : {}), effect };
}

/** Returns the handlers of containerd's configuration, the default one first. */
export function runtimeHandlers(kata: boolean) {
  const features = { recursiveReadOnlyMounts: true, userNamespaces: true };
  const kataFeatures = { recursiveReadOnlyMounts: false, userNamespaces: false };
  return [
    ...['', 'runc', 'untrusted'].map((name) => ({ name, features })),
    ...(kata ? kataHandlers.map((name) => ({ name, features: kataFeatures })) : []),
  ];
}

export function nodeInfo(pool: NodePool, kubernetesVersion: string, kernel: Kernel, identifiers: Identifiers) {
  const version = pool.orchestratorVersion || kubernetesVersion;
  return {
    architecture: 'amd64',
    bootID: kernel.bootId,
    containerRuntimeVersion: 'containerd://2.2.4',
    kernelVersion: kernel.release,
    kubeProxyVersion: '',
    kubeletVersion: `v${version.replace(/^v/, '')}`,
    machineID: identifiers.hex(32),
    operatingSystem: 'linux',
    osImage: isUbuntu(pool) ? 'Ubuntu 22.04.5 LTS' : 'Microsoft Azure Linux 3.0',
    systemUUID: identifiers.uuid(),
  };
}

/** Returns the conditions that a kubelet reports. Until its network works, the node is not ready. */
export function nodeConditions(ready: boolean, timestamp: string): Condition[] {
  const at = { lastHeartbeatTime: timestamp, lastTransitionTime: timestamp };
  const fine = (type: string, reason: string, message: string): Condition => ({
    type,
    status: 'False',
    reason,
    message,
    ...at,
  });
  return [
    fine('MemoryPressure', 'KubeletHasSufficientMemory', 'kubelet has sufficient memory available'),
    fine('DiskPressure', 'KubeletHasNoDiskPressure', 'kubelet has no disk pressure'),
    fine('PIDPressure', 'KubeletHasSufficientPID', 'kubelet has sufficient PID available'),
    ready
      ? { type: 'Ready', status: 'True', reason: 'KubeletReady', message: 'kubelet is posting ready status', ...at }
      : {
          type: 'Ready',
          status: 'False',
          reason: 'KubeletNotReady',
          message:
            'container runtime network not ready: NetworkReady=false reason:NetworkPluginNotReady message:Network plugin returns error: cni plugin not initialized',
          ...at,
        },
  ];
}

/**
 * Builds a node as it registers: with its labels, not ready and tainted as such, and only with the default handlers.
 */
export function buildNode(options: NodeOptions, identifiers: Identifiers): KubeObject {
  const { name, pool, kernel } = options;
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: {
      name,
      labels: nodeLabels(options),
      annotations: {
        'node.alpha.kubernetes.io/ttl': '0',
        'volumes.kubernetes.io/controller-managed-attach-detach': 'true',
      },
    },
    spec: {
      providerID: `azure:///subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/mc_${options.clusterName}/providers/Microsoft.Compute/virtualMachineScaleSets/${name.slice(0, -6)}/virtualMachines/${Number.parseInt(name.slice(-6), 36)}`,
      taints: [...pool.taints.map(parseTaint), notReadyTaint],
    },
    status: {
      ...nodeResources(pool.vcpus, pool.memoryMiB, kernel.memoryKiB),
      addresses: [
        { type: 'InternalIP', address: options.address },
        { type: 'Hostname', address: name },
      ],
      conditions: nodeConditions(false, options.timestamp),
      daemonEndpoints: { kubeletEndpoint: { Port: 10250 } },
      images: [
        {
          names: ['mcr.microsoft.com/oss/v2/kubernetes/pause:3.10.1'],
          sizeBytes: 320_448,
        },
      ],
      nodeInfo: nodeInfo(pool, options.kubernetesVersion, kernel, identifiers),
      runtimeHandlers: runtimeHandlers(false),
    },
  };
}
