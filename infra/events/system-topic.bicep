metadata description = 'The Event Grid topic of one source, with an identity of its own, and the event subscriptions of this app there.'

import { eventDestination, eventFilter } from 'types.bicep'

@description('Region of the source; global for subscriptions and resource groups.')
param location string

@description('Tags.')
param tags object

@description('Resource id of the source.')
param source string

@description('Type of the topic.')
param topicType string

@description('Name of a topic of this source in this resource group that is there already; empty to make one.')
param existingTopicName string

@description('Beginning of the names of the event subscriptions, which no other deployment may share.')
param subscriptionPrefix string

@description('The event subscriptions.')
param eventFilters eventFilter[]

@description('Where events go.')
param destination eventDestination

@description('Resource id of the workspace that failed deliveries are logged to.')
param workspaceId string

var isNew = empty(existingTopicName)
var topicName = isNew ? 'egst-kataproof-${uniqueString(toLower(source), toLower(topicType))}' : existingTopicName

resource created 'Microsoft.EventGrid/systemTopics@2025-02-15' = if (isNew) {
  name: topicName
  location: location
  tags: tags
  identity: { type: 'SystemAssigned' }
  properties: { source: source, topicType: topicType }
}

// The one or the other. Resource Manager reads it before it makes anything, and fails, unless it is told to wait.
resource topic 'Microsoft.EventGrid/systemTopics@2025-02-15' existing = {
  name: topicName
  dependsOn: [created]
}

// All but clusters' topics are global, and Azure has refused diagnostic settings of global topics
// (MicrosoftDocs/azure-docs#59222). What they could not deliver is among the dead letters, which an alert rule counts.
resource diagnostics 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = if (isNew && topicType == 'Microsoft.ContainerService.ManagedClusters') {
  name: 'to-workspace'
  scope: created
  properties: {
    workspaceId: workspaceId
    logs: [{ category: 'DeliveryFailures', enabled: true }]
    metrics: [{ category: 'AllMetrics', enabled: true }]
  }
}

// Before the event subscriptions: a delivery that is refused with 403 is not tried again. A new role takes some minutes
// all the same; what happens in them is found by the nightly check.
module access 'storage-access.bicep' = {
  name: 'access-${uniqueString(topic.id)}'
  scope: resourceGroup(split(destination.storageAccountId, '/')[2], split(destination.storageAccountId, '/')[4])
  params: {
    storageAccountName: last(split(destination.storageAccountId, '/'))
    queueName: destination.queueName
    deadLetterContainerName: destination.deadLetterContainerName
    topicId: topic.id
    principalId: topic.identity.principalId
    sendsToQueue: destination.kind == 'StorageQueue'
  }
}

resource subscriptions 'Microsoft.EventGrid/systemTopics/eventSubscriptions@2025-02-15' = [
  for each in eventFilters: {
    parent: topic
    name: '${subscriptionPrefix}-${each.name}'
    dependsOn: [created, access]
    properties: union(
      destination.kind == 'StorageQueue'
        ? {
            deliveryWithResourceIdentity: {
              identity: { type: 'SystemAssigned' }
              destination: {
                endpointType: 'StorageQueue'
                properties: {
                  resourceId: destination.storageAccountId
                  queueName: destination.queueName
                  // A week, the service's own: what is older is no reason to look, since every night looks.
                  queueMessageTimeToLiveInSeconds: 604800
                }
              }
            }
          }
        : {
            destination: {
              endpointType: 'AzureFunction'
              properties: {
                resourceId: '${destination.functionAppId}/functions/${each.functionName}'
                // A batch is acknowledged as a whole, so a larger one is sent again as a whole too.
                maxEventsPerBatch: 1
                preferredBatchSizeInKilobytes: 64
              }
            }
          },
      {
        deadLetterWithResourceIdentity: {
          identity: { type: 'SystemAssigned' }
          deadLetterDestination: {
            endpointType: 'StorageBlob'
            properties: {
              resourceId: destination.storageAccountId
              blobContainerName: destination.deadLetterContainerName
            }
          }
        }
        eventDeliverySchema: 'CloudEventSchemaV1_0'
        retryPolicy: { maxDeliveryAttempts: 30, eventTimeToLiveInMinutes: 1440 }
        filter: each.filter
      }
    )
  }
]

@description('Name of the topic.')
output name string = topic.name
