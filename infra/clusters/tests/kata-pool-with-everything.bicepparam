using '../kata-pool.bicep'

param clusterName = 'demo'
param poolName = 'sandboxes'
param vmSize = 'Standard_D8s_v5'
param nodeCount = 3
param autoscaling = { minCount: 2, maxCount: 6 }
param zones = ['1', '2', '3']
param nodeTaints = ['sandbox=kata:NoSchedule']
param nodeLabels = { purpose: 'untrusted' }
param vnetSubnetId = '/subscriptions/22222222-2222-2222-2222-222222222222/resourceGroups/rg-network/providers/Microsoft.Network/virtualNetworks/spoke/subnets/nodes'
param podSubnetId = '/subscriptions/22222222-2222-2222-2222-222222222222/resourceGroups/rg-network/providers/Microsoft.Network/virtualNetworks/spoke/subnets/pods'
param maxPods = 60
param osSKU = 'AzureLinux3'
param encryptionAtHost = true
param tags = { team: 'platform' }
