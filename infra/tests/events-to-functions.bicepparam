using '../events/after-deploy.bicep'

param environmentName = 'test'
param location = 'westeurope'

param functionAppName = 'func-kataproof-test'
param storageAccountName = 'stkataprooftest'
param logAnalyticsWorkspaceName = 'log-kataproof-test'
param watchedSubscriptions = ['22222222-2222-2222-2222-222222222222']
param watchedClusters = [
  '/subscriptions/22222222-2222-2222-2222-222222222222/resourceGroups/clusters-east/providers/Microsoft.ContainerService/managedClusters/blue'
]
