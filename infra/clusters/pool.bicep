@export()
@description('Bounds of the cluster autoscaler, in nodes.')
type autoscalingBounds = {
  @minValue(1)
  minCount: int
  @minValue(1)
  @maxValue(1000)
  maxCount: int
}

@export()
@description('Where the nodes of a pool are, and how many.')
type nodes = {
  vmSize: string
  @description('Number of nodes. Where they are scaled, the cluster autoscaler decides alone.')
  @minValue(1)
  @maxValue(1000)
  count: int
  autoscaling: autoscalingBounds?
  @description('Availability zones; empty for none.')
  zones: string[]
  @description('ARM id of the subnet of the nodes; null for the one that AKS manages.')
  vnetSubnetId: string?
  @description('ARM id of the subnet of the pods; null where pods have addresses of the overlay or of the subnet of their nodes.')
  podSubnetId: string?
  @description('Pods on one node; null for the default of AKS.')
  @minValue(10)
  @maxValue(250)
  maxPods: int?
  @description('Encrypts disks and caches on the host. The subscription must have the feature EncryptionAtHost.')
  encryptionAtHost: bool
}

@export()
@description('What every node pool of these templates has: Linux machines of a scale set, on Azure Linux.')
func nodesOf(nodes nodes) resourceInput<'Microsoft.ContainerService/managedClusters/agentPools@2025-10-01'>.properties => {
  type: 'VirtualMachineScaleSets'
  osType: 'Linux'
  vmSize: nodes.vmSize
  // A number here would undo at every deployment what the autoscaler has done since.
  count: nodes.?autoscaling == null ? nodes.count : null
  enableAutoScaling: nodes.?autoscaling != null
  minCount: nodes.?autoscaling.?minCount
  maxCount: nodes.?autoscaling.?maxCount
  availabilityZones: empty(nodes.zones) ? null : nodes.zones
  vnetSubnetID: nodes.?vnetSubnetId
  podSubnetID: nodes.?podSubnetId
  maxPods: nodes.?maxPods
  enableEncryptionAtHost: nodes.encryptionAtHost
  upgradeSettings: {
    maxSurge: '10%'
  }
}

@export()
@description('A pool whose pods can have a virtual machine of their own: Kata demands the workload runtime and Azure Linux, and a VM size of generation 2 with nested virtualization.')
func kataPool(
  nodes nodes,
  osSKU 'AzureLinux' | 'AzureLinux3',
  nodeTaints string[],
  nodeLabels { *: string },
  tags { *: string }
) resourceInput<'Microsoft.ContainerService/managedClusters/agentPools@2025-10-01'>.properties => {
  ...nodesOf(nodes)
  mode: 'User'
  osSKU: osSKU
  workloadRuntime: 'KataVmIsolation'
  nodeTaints: nodeTaints
  nodeLabels: nodeLabels
  tags: tags
}
