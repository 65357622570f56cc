metadata description = 'A Durable Task Scheduler with one task hub: Durable’s backend in place of the storage account.'

@description('Azure region. It must offer Durable Task Scheduler.')
param location string

@description('Tags.')
param tags object

@description('Part of each name that makes it unique.')
param resourceToken string

@description('Object id of the app’s identity.')
param principalId string

@description('Object id of who deploys and may see the dashboard; empty for nobody.')
param deployerId string

@description('Kind of who deploys.')
@allowed(['User', 'ServicePrincipal'])
param deployerType string

@description('IP ranges (CIDR) that the scheduler answers; 0.0.0.0/0 for all. Entra tokens are asked for in any case.')
param allowedAddresses string[]

@description('Resource id of the workspace that logs go to.')
param workspaceId string

var roles = loadJsonContent('built-in-roles.json')

resource scheduler 'Microsoft.DurableTask/schedulers@2026-02-01' = {
  name: 'dts-kataproof-${resourceToken}'
  location: location
  tags: tags
  properties: {
    sku: { name: 'Consumption' }
    ipAllowlist: allowedAddresses
  }

  resource hub 'taskHubs' = {
    name: 'kataproof'
    properties: {}
  }
}

resource appUses 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(scheduler::hub.id, 'app', roles.durableTaskDataContributor.id)
  scope: scheduler::hub
  properties: {
    principalId: principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId(
      'Microsoft.Authorization/roleDefinitions',
      roles.durableTaskDataContributor.id
    )
    description: roles.durableTaskDataContributor.reason
  }
}

resource deployerSees 'Microsoft.Authorization/roleAssignments@2022-04-01' = if (!empty(deployerId)) {
  name: guid(scheduler::hub.id, deployerId, roles.durableTaskDataContributor.id)
  scope: scheduler::hub
  properties: {
    principalId: deployerId
    principalType: deployerType
    roleDefinitionId: subscriptionResourceId(
      'Microsoft.Authorization/roleDefinitions',
      roles.durableTaskDataContributor.id
    )
    description: roles.durableTaskDataContributor.reason
  }
}

resource diagnostics 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  name: 'to-workspace'
  scope: scheduler
  properties: {
    workspaceId: workspaceId
    logs: [{ categoryGroup: 'allLogs', enabled: true }]
    metrics: [{ category: 'AllMetrics', enabled: true }]
  }
}

@description('Where the app connects to.')
output endpoint string = scheduler.properties.endpoint

@description('Name of the task hub.')
output taskHubName string = scheduler::hub.name
