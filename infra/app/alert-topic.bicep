metadata description = 'The Event Grid topic that alerts are published to. Whoever wants to hear them subscribes to it.'

@description('Azure region.')
param location string

@description('Tags.')
param tags object

@description('Part of each name that makes it unique.')
param resourceToken string

@description('Object id of the app’s identity.')
param principalId string

@description('Resource id of the workspace that logs go to.')
param workspaceId string

var roles = loadJsonContent('built-in-roles.json')

resource topic 'Microsoft.EventGrid/topics@2025-02-15' = {
  name: 'evgt-kataproof-${resourceToken}'
  location: location
  tags: tags
  properties: {
    inputSchema: 'CloudEventSchemaV1_0'
    disableLocalAuth: true
    minimumTlsVersionAllowed: '1.2'
    publicNetworkAccess: 'Enabled'
  }
}

resource sends 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(topic.id, 'app', roles.eventGridDataSender.id)
  scope: topic
  properties: {
    principalId: principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roles.eventGridDataSender.id)
    description: roles.eventGridDataSender.reason
  }
}

resource diagnostics 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  name: 'to-workspace'
  scope: topic
  properties: {
    workspaceId: workspaceId
    logs: [{ categoryGroup: 'allLogs', enabled: true }]
    metrics: [{ category: 'AllMetrics', enabled: true }]
  }
}

@description('Where alerts are posted to.')
output endpoint string = topic.properties.endpoint

@description('Name of the topic.')
output name string = topic.name

@description('Resource id of the topic.')
output id string = topic.id
