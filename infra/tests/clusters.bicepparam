using '../main.bicep'

param environmentName = 'test'
param location = 'westeurope'

param signEvidence = true
param evidencePolicyLocked = true

param watchedClusters = [
  '/subscriptions/aaaaaaaa-aaaa-4aaa-8aaa-aaaaaaaaaaaa/resourceGroups/clusters-east/providers/Microsoft.ContainerService/managedClusters/blue'
  '/subscriptions/bbbbbbbb-bbbb-4bbb-8bbb-bbbbbbbbbbbb/resourceGroups/clusters-west/providers/Microsoft.ContainerService/managedClusters/green'
]
