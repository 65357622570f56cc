metadata name = 'Kata node pool for an AKS cluster'
metadata description = 'Adds a node pool whose pods can have a virtual machine of their own (Pod Sandboxing) to an AKS cluster that exists. Deploy it to the resource group of the cluster.'

import { autoscalingBounds, kataPool } from 'pool.bicep'

@description('Name of the cluster. It must run Kubernetes 1.28 or later.')
param clusterName string

@description('Name of the pool: 1 to 12 lower-case letters and digits, beginning with a letter.')
@minLength(1)
@maxLength(12)
param poolName string = 'kata'

@description('A VM size of generation 2 with nested virtualization.')
param vmSize string = 'Standard_D4s_v5'

@description('Number of nodes. Where they are scaled, the cluster autoscaler decides alone.')
@minValue(1)
@maxValue(1000)
param nodeCount int = 1

@description('Bounds of the cluster autoscaler, { minCount, maxCount }; null for a fixed number of nodes.')
param autoscaling autoscalingBounds?

@description('Availability zones, such as 1, 2 and 3; empty for none.')
param zones string[] = []

@description('Taints of the form key=value:Effect, such as sandbox=kata:NoSchedule, so that only pods that tolerate them come here.')
param nodeTaints string[] = []

@description('Labels of the nodes, beside those that AKS sets.')
param nodeLabels { *: string } = {}

@description('ARM id of the subnet of the nodes. It must be given where the other pools of the cluster have one, and only there.')
param vnetSubnetId string?

@description('ARM id of the subnet of the pods, where the other pools of the cluster have one.')
param podSubnetId string?

@description('Pods on one node; null for the default of AKS.')
@minValue(10)
@maxValue(250)
param maxPods int?

@description('AzureLinux3 on clusters before Kubernetes 1.32, where AzureLinux means Azure Linux 2, of which no images are left.')
param osSKU 'AzureLinux' | 'AzureLinux3' = 'AzureLinux'

@description('Encrypts disks and caches on the host. The subscription must have the feature EncryptionAtHost.')
param encryptionAtHost bool = false

@description('Tags of the pool and its machines.')
param tags { *: string } = {}

resource cluster 'Microsoft.ContainerService/managedClusters@2025-10-01' existing = {
  name: clusterName
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
      podSubnetId: podSubnetId
      maxPods: maxPods
      encryptionAtHost: encryptionAtHost
    },
    osSKU,
    nodeTaints,
    nodeLabels,
    tags
  )
}

@description('ARM id of the pool.')
output poolId string = pool.id
