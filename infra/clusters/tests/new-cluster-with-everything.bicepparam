using '../new-cluster.bicep'

param clusterName = 'demo'
param location = 'northeurope'
param kubernetesVersion = '1.35'
param skuTier = 'Premium'
param adminGroupObjectIds = ['aaaaaaaa-aaaa-4aaa-8aaa-aaaaaaaaaaaa']
param identityId = '/subscriptions/22222222-2222-2222-2222-222222222222/resourceGroups/rg-network/providers/Microsoft.ManagedIdentity/userAssignedIdentities/aks'
param authorizedIpRanges = ['198.51.100.0/24']
param networkPolicy = 'azure'
param vnetSubnetId = '/subscriptions/22222222-2222-2222-2222-222222222222/resourceGroups/rg-network/providers/Microsoft.Network/virtualNetworks/spoke/subnets/nodes'
param serviceCidr = '172.16.0.0/16'
param podCidr = '192.168.0.0/16'
param systemVmSize = 'Standard_D8ds_v5'
param systemNodeCount = 3
param zones = ['1', '2', '3']
param poolName = 'sandboxes'
param vmSize = 'Standard_D8s_v5'
param nodeCount = 3
param autoscaling = { minCount: 2, maxCount: 6 }
param nodeTaints = ['sandbox=kata:NoSchedule']
param nodeLabels = { purpose: 'untrusted' }
param encryptionAtHost = true
param tags = { team: 'platform' }
