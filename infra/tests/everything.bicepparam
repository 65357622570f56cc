using '../main.bicep'

param environmentName = 'test'
param location = 'westeurope'

param principalId = 'cccccccc-cccc-4ccc-8ccc-cccccccccccc'
param watchedSubscriptions = ['aaaaaaaa-aaaa-4aaa-8aaa-aaaaaaaaaaaa']
param watchedResourceGroups = ['/subscriptions/bbbbbbbb-bbbb-4bbb-8bbb-bbbbbbbbbbbb/resourceGroups/clusters-east']
param watchedClusters = [
  '/subscriptions/bbbbbbbb-bbbb-4bbb-8bbb-bbbbbbbbbbbb/resourceGroups/clusters-west/providers/Microsoft.ContainerService/managedClusters/green'
]
param mayCreateClusters = true
param clusterSubnets = [
  '/subscriptions/bbbbbbbb-bbbb-4bbb-8bbb-bbbbbbbbbbbb/resourceGroups/networks/providers/Microsoft.Network/virtualNetworks/vnet/subnets/nodes'
]
param clusterIdentities = [
  '/subscriptions/bbbbbbbb-bbbb-4bbb-8bbb-bbbbbbbbbbbb/resourceGroups/identities/providers/Microsoft.ManagedIdentity/userAssignedIdentities/green'
]
param runCommandClusters = [
  '/subscriptions/bbbbbbbb-bbbb-4bbb-8bbb-bbbbbbbbbbbb/resourceGroups/clusters-west/providers/Microsoft.ContainerService/managedClusters/green'
]
param largestPool = 10
param allowedVmSizes = ['Standard_D4s_v5', 'Standard_D*ds_v6']
param requireApproval = true
param approvalHours = 72
param approvalFourEyes = false
param preflightSubscriptions = ['bbbbbbbb-bbbb-4bbb-8bbb-bbbbbbbbbbbb']
param eventDelivery = 'AzureFunction'
param nodeVersion = '22'
param instanceMemoryMB = 4096
param maximumInstanceCount = 100
param durableBackend = 'DurableTaskScheduler'
param zoneRedundant = true
param appSettings = {
  KATAPROOF_TABLE_PREFIX: 'Proofs'
  KATAPROOF_QUIET_SECONDS: '0'
  KATAPROOF_RECONCILE_CLUSTER: 'True'
  KATAPROOF_FLEET_RESOURCE_GRAPH: 'true'
  AzureWebJobsStorage__credential: 'not-taken'
}
param signEvidence = true
param evidenceRetentionDays = 2555
param evidenceDeletedAfterDays = 2920
param privateNetwork = true
param fixedOutboundAddress = true
param authenticationClientId = 'dddddddd-dddd-4ddd-8ddd-dddddddddddd'
param authenticationTenantId = 'eeeeeeee-eeee-4eee-8eee-eeeeeeeeeeee'
param authenticationUnauthenticatedAction = 'RedirectToLoginPage'
param authenticationAllowedPrincipals = ['cccccccc-cccc-4ccc-8ccc-cccccccccccc']
param logQueuesAndTables = true
param alertEmails = ['operators@example.com', 'security@example.com']
param budgetAmount = 100
param budgetStartDate = '2026-11-01'
param budgetEmails = ['operators@example.com']
