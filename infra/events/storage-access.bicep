metadata description = 'What the identity of an Event Grid topic may do: write messages to one queue and dead letters to one container.'

@description('Name of the storage account.')
param storageAccountName string

@description('Name of the queue for events.')
param queueName string

@description('Name of the container for dead letters.')
param deadLetterContainerName string

@description('Resource id of the topic.')
param topicId string

@description('Object id of the topic’s identity.')
param principalId string

@description('Whether the topic delivers to the queue; its dead letters go to the container in any case.')
param sendsToQueue bool

var roles = loadJsonContent('../app/built-in-roles.json')

resource account 'Microsoft.Storage/storageAccounts@2025-06-01' existing = {
  name: storageAccountName

  resource queues 'queueServices' existing = {
    name: 'default'

    resource events 'queues' existing = {
      name: queueName
    }
  }

  resource blobs 'blobServices' existing = {
    name: 'default'

    resource deadLetters 'containers' existing = {
      name: deadLetterContainerName
    }
  }
}

resource sends 'Microsoft.Authorization/roleAssignments@2022-04-01' = if (sendsToQueue) {
  name: guid(account::queues::events.id, topicId, roles.storageQueueDataMessageSender.id)
  scope: account::queues::events
  properties: {
    principalId: principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId(
      'Microsoft.Authorization/roleDefinitions',
      roles.storageQueueDataMessageSender.id
    )
    description: roles.storageQueueDataMessageSender.reason
  }
}

resource keepsDeadLetters 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(account::blobs::deadLetters.id, topicId, roles.storageBlobDataContributor.id)
  scope: account::blobs::deadLetters
  properties: {
    principalId: principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId(
      'Microsoft.Authorization/roleDefinitions',
      roles.storageBlobDataContributor.id
    )
    description: roles.storageBlobDataContributor.reason
  }
}
