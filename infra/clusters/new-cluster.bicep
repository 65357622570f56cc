metadata name = 'AKS cluster with a Kata node pool'
metadata description = 'A new AKS cluster that only Entra identities reach, with a System pool for the parts of AKS and a node pool whose pods can have a virtual machine of their own (Pod Sandboxing).'

import { autoscalingBounds, kataPool, nodesOf } from 'pool.bicep'

@description('Name of the cluster.')
@minLength(1)
@maxLength(63)
param clusterName string

@description('Azure region.')
param location string = resourceGroup().location

@description('Version of Kubernetes, such as 1.35; null for the default of AKS. From 1.32 on, AzureLinux means Azure Linux 3.')
param kubernetesVersion string?

@description('Free has no uptime SLA. Standard has one.')
param skuTier 'Free' | 'Standard' | 'Premium' = 'Standard'

@description('Object ids of Entra groups whose members administer the cluster, beside those who have a role of Azure RBAC for Kubernetes.')
param adminGroupObjectIds string[] = []

@description('ARM id of a user-assigned identity for the control plane; null for a system-assigned one. Clusters in a virtual network of their own need one with the role Network Contributor on the subnet.')
param identityId string?

@description('IP ranges that reach the API server; empty for all. The outgoing addresses of Kataproof must be among them.')
param authorizedIpRanges string[] = []

@description('Gives the API server a private address only.')
param privateCluster bool = false

@description('Network policy engine. Cilium is no choice: Kata needs its load balancing at sockets confined to the host, and AKS does not let anybody set that.')
param networkPolicy 'azure' | 'calico' | 'none' = 'calico'

@description('ARM id of the subnet of all nodes; null for a virtual network that AKS manages.')
param vnetSubnetId string?

@description('Addresses of services: a range that no network has that the cluster is in or is peered with. AKS refuses one that overlaps with the subnet.')
param serviceCidr string = '10.0.0.0/16'

@description('Addresses of pods, of an overlay that only the cluster sees: a range that the network does not have.')
param podCidr string = '10.244.0.0/16'

@description('VM size of the System pool.')
param systemVmSize string = 'Standard_D4ds_v5'

@description('Number of nodes of the System pool.')
@minValue(1)
@maxValue(1000)
param systemNodeCount int = 2

@description('Availability zones of both pools, such as 1, 2 and 3; empty for none.')
param zones string[] = []

@description('Name of the Kata pool: 1 to 12 lower-case letters and digits, beginning with a letter.')
@minLength(1)
@maxLength(12)
param poolName string = 'kata'

@description('VM size of the Kata pool: one of generation 2 with nested virtualization.')
param vmSize string = 'Standard_D4s_v5'

@description('Number of nodes of the Kata pool. Where they are scaled, the cluster autoscaler decides alone.')
@minValue(1)
@maxValue(1000)
param nodeCount int = 1

@description('Bounds of the cluster autoscaler for the Kata pool, { minCount, maxCount }; null for a fixed number of nodes.')
param autoscaling autoscalingBounds?

@description('Taints of the Kata pool of the form key=value:Effect, such as sandbox=kata:NoSchedule, so that only pods that tolerate them come here.')
param nodeTaints string[] = []

@description('Labels of the nodes of the Kata pool, beside those that AKS sets.')
param nodeLabels { *: string } = {}

@description('Encrypts disks and caches of all nodes on their hosts. The subscription must have the feature EncryptionAtHost.')
param encryptionAtHost bool = false

@description('Tags of the cluster, its pools and their machines.')
param tags { *: string } = {}

resource cluster 'Microsoft.ContainerService/managedClusters@2025-10-01' = {
  name: clusterName
  location: location
  tags: tags
  sku: {
    name: 'Base'
    tier: skuTier
  }
  identity: identityId == null
    ? { type: 'SystemAssigned' }
    : {
        type: 'UserAssigned'
        userAssignedIdentities: { '${identityId!}': {} }
      }
  properties: {
    kubernetesVersion: kubernetesVersion
    dnsPrefix: clusterName
    enableRBAC: true
    disableLocalAccounts: true
    aadProfile: {
      managed: true
      enableAzureRBAC: true
      adminGroupObjectIDs: adminGroupObjectIds
    }
    apiServerAccessProfile: {
      enablePrivateCluster: privateCluster
      authorizedIPRanges: privateCluster || empty(authorizedIpRanges) ? null : authorizedIpRanges
      disableRunCommand: true
    }
    oidcIssuerProfile: {
      enabled: true
    }
    securityProfile: {
      workloadIdentity: {
        enabled: true
      }
      imageCleaner: {
        enabled: true
        intervalHours: 48
      }
    }
    autoUpgradeProfile: {
      upgradeChannel: 'patch'
      nodeOSUpgradeChannel: 'NodeImage'
    }
    nodeProvisioningProfile: {
      mode: 'Manual'
    }
    networkProfile: {
      networkPlugin: 'azure'
      networkPluginMode: 'overlay'
      networkPolicy: networkPolicy
      loadBalancerSku: 'standard'
      serviceCidr: serviceCidr
      // The tenth address of the range, by custom; the first host is number 0 here.
      dnsServiceIP: cidrHost(serviceCidr, 9)
      podCidr: podCidr
    }
    agentPoolProfiles: [
      {
        ...nodesOf({
          vmSize: systemVmSize
          count: systemNodeCount
          zones: zones
          vnetSubnetId: vnetSubnetId
          encryptionAtHost: encryptionAtHost
        })
        name: 'system'
        mode: 'System'
        osSKU: 'AzureLinux'
        nodeTaints: [
          'CriticalAddonsOnly=true:NoSchedule'
        ]
        tags: tags
      }
    ]
  }
}

resource pool 'Microsoft.ContainerService/managedClusters/agentPools@2025-10-01' = {
  parent: cluster
  name: poolName
  properties: kataPool(
    {
      vmSize: vmSize
      count: nodeCount
      autoscaling: autoscaling
      zones: zones
      vnetSubnetId: vnetSubnetId
      encryptionAtHost: encryptionAtHost
    },
    'AzureLinux',
    nodeTaints,
    nodeLabels,
    tags
  )
}

@description('ARM id of the cluster, as Kataproof takes it in requests and in watchedClusters.')
output clusterId string = cluster.id

@description('Issuer of the tokens of service accounts, for federated credentials of workload identities.')
output oidcIssuerUrl string = cluster.properties.oidcIssuerProfile.issuerURL
