metadata description = 'The one storage account: host, Durable, events, evidence and the app’s package. It has no usable keys.'

import { deadLetterContainerName, eventQueueName } from 'storage-names.bicep'

@description('Azure region.')
param location string

@description('Tags.')
param tags object

@minLength(3)
@maxLength(24)
@description('Name of the account.')
param name string

@description('Object id of the app’s identity.')
param principalId string

@description('Object id of who deploys; empty for nobody.')
param deployerId string

@description('Kind of who deploys.')
@allowed(['User', 'ServicePrincipal'])
param deployerType string

@description('Name of the container that the app keeps evidence in.')
param evidenceContainerName string

@description('For how many days no blob of evidence can be changed or deleted; 0 for no such policy.')
param evidenceRetentionDays int

@description('Whether that policy is locked already: Azure refuses to set a locked one again.')
param evidencePolicyLocked bool

@description('After how many days evidence is deleted; 0 for never.')
param evidenceDeletedAfterDays int

@description('Whether copies are kept in three availability zones.')
param zoneRedundant bool

@description('Whether the firewall lets private endpoints in, and of the rest Azure’s trusted services alone.')
param privateNetwork bool

@description('Resource id of the workspace that logs go to.')
param workspaceId string

@description('Whether each operation on queues and tables is logged too; Durable makes several a second.')
param logQueuesAndTables bool

var roles = loadJsonContent('built-in-roles.json')

var deploymentContainerName = 'app-package'

resource account 'Microsoft.Storage/storageAccounts@2025-06-01' = {
  name: name
  location: location
  tags: tags
  kind: 'StorageV2'
  sku: { name: zoneRedundant ? 'Standard_ZRS' : 'Standard_LRS' }
  properties: {
    accessTier: 'Hot'
    allowBlobPublicAccess: false
    allowSharedKeyAccess: false
    allowCrossTenantReplication: false
    allowedCopyScope: 'AAD'
    defaultToOAuthAuthentication: true
    isLocalUserEnabled: false
    isSftpEnabled: false
    minimumTlsVersion: 'TLS1_2'
    supportsHttpsTrafficOnly: true
    // Event Grid has no private way to a queue or a dead-letter container. It comes in as a trusted service with its
    // topic's identity, which publicNetworkAccess 'Disabled' would shut out too.
    publicNetworkAccess: 'Enabled'
    networkAcls: {
      defaultAction: privateNetwork ? 'Deny' : 'Allow'
      bypass: 'AzureServices'
      ipRules: []
      virtualNetworkRules: []
    }
  }
}

resource blobs 'Microsoft.Storage/storageAccounts/blobServices@2025-06-01' = {
  parent: account
  name: 'default'
  properties: {
    deleteRetentionPolicy: { enabled: true, days: 7 }
    containerDeleteRetentionPolicy: { enabled: true, days: 7 }
  }

  resource deployment 'containers' = {
    name: deploymentContainerName
    properties: { publicAccess: 'None' }
  }

  resource deadLetters 'containers' = {
    name: deadLetterContainerName
    properties: { publicAccess: 'None' }
  }

  resource evidence 'containers' = {
    name: evidenceContainerName
    properties: { publicAccess: 'None' }

    // Unlocked until somebody locks it, which cannot be undone.
    resource policy 'immutabilityPolicies' = if (evidenceRetentionDays > 0 && !evidencePolicyLocked) {
      name: 'default'
      properties: {
        immutabilityPeriodSinceCreationInDays: evidenceRetentionDays
        allowProtectedAppendWrites: false
      }
    }
  }
}

resource queues 'Microsoft.Storage/storageAccounts/queueServices@2025-06-01' = {
  parent: account
  name: 'default'

  resource events 'queues' = {
    name: eventQueueName
  }

  // The Functions host would make it at the first poisonous message; alerts look at it before.
  resource poison 'queues' = {
    name: '${eventQueueName}-poison'
  }
}

resource tables 'Microsoft.Storage/storageAccounts/tableServices@2025-06-01' = {
  parent: account
  name: 'default'
}

resource lifecycle 'Microsoft.Storage/storageAccounts/managementPolicies@2025-06-01' = {
  parent: account
  name: 'default'
  properties: {
    policy: {
      rules: concat(
        [
          {
            name: 'dead-letters'
            type: 'Lifecycle'
            enabled: true
            definition: {
              filters: { blobTypes: ['blockBlob'], prefixMatch: ['${deadLetterContainerName}/'] }
              actions: { baseBlob: { delete: { daysAfterModificationGreaterThan: 90 } } }
            }
          }
        ],
        evidenceDeletedAfterDays > 0
          ? [
              {
                name: 'evidence'
                type: 'Lifecycle'
                enabled: true
                definition: {
                  filters: { blobTypes: ['blockBlob'], prefixMatch: ['${evidenceContainerName}/'] }
                  actions: { baseBlob: { delete: { daysAfterCreationGreaterThan: evidenceDeletedAfterDays } } }
                }
              }
            ]
          : []
      )
    }
  }
}

// The host looks for containers, queues and tables of names of its own, so no narrower scope works.
resource appRoles 'Microsoft.Authorization/roleAssignments@2022-04-01' = [
  for role in [roles.storageBlobDataOwner, roles.storageQueueDataContributor, roles.storageTableDataContributor]: {
    name: guid(account.id, 'app', role.id)
    scope: account
    properties: {
      principalId: principalId
      principalType: 'ServicePrincipal'
      roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', role.id)
      description: role.reason
    }
  }
]

resource readsDeadLetters 'Microsoft.Authorization/roleAssignments@2022-04-01' = if (!empty(deployerId)) {
  name: guid(blobs::deadLetters.id, deployerId, roles.storageBlobDataReader.id)
  scope: blobs::deadLetters
  properties: {
    principalId: deployerId
    principalType: deployerType
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roles.storageBlobDataReader.id)
    description: roles.storageBlobDataReader.reason
  }
}

resource replaysDeadLetters 'Microsoft.Authorization/roleAssignments@2022-04-01' = if (!empty(deployerId)) {
  name: guid(queues::events.id, deployerId, roles.storageQueueDataMessageSender.id)
  scope: queues::events
  properties: {
    principalId: deployerId
    principalType: deployerType
    roleDefinitionId: subscriptionResourceId(
      'Microsoft.Authorization/roleDefinitions',
      roles.storageQueueDataMessageSender.id
    )
    description: roles.storageQueueDataMessageSender.reason
  }
}

resource readsEvidence 'Microsoft.Authorization/roleAssignments@2022-04-01' = if (!empty(deployerId)) {
  name: guid(blobs::evidence.id, deployerId, roles.storageBlobDataReader.id)
  scope: blobs::evidence
  properties: {
    principalId: deployerId
    principalType: deployerType
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roles.storageBlobDataReader.id)
    description: roles.storageBlobDataReader.reason
  }
}

var metrics = [{ category: 'Transaction', enabled: true }]
var allLogs = [{ categoryGroup: 'allLogs', enabled: true }]

resource blobDiagnostics 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  name: 'to-workspace'
  scope: blobs
  properties: { workspaceId: workspaceId, logs: allLogs, metrics: metrics }
}

resource queueDiagnostics 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  name: 'to-workspace'
  scope: queues
  properties: { workspaceId: workspaceId, logs: logQueuesAndTables ? allLogs : [], metrics: metrics }
}

resource tableDiagnostics 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  name: 'to-workspace'
  scope: tables
  properties: { workspaceId: workspaceId, logs: logQueuesAndTables ? allLogs : [], metrics: metrics }
}

@description('Resource id of the account.')
output id string = account.id

@description('Name of the account.')
output name string = account.name

@description('Address of the blob service.')
output blobEndpoint string = account.properties.primaryEndpoints.blob

@description('Address of the queue service.')
output queueEndpoint string = account.properties.primaryEndpoints.queue

@description('Address of the table service.')
output tableEndpoint string = account.properties.primaryEndpoints.table

@description('Address of the container that the app is deployed to.')
output deploymentContainerUrl string = '${account.properties.primaryEndpoints.blob}${deploymentContainerName}'
