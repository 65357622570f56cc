metadata name = 'Events of Kataproof, delivered to its functions'
metadata description = 'For eventDelivery AzureFunction: event subscriptions that call the two functions of the app, which must have been deployed before. It may be run again at any time, and must be when other clusters are watched.'

targetScope = 'subscription'

import { deadLetterContainerName, eventQueueName } from '../app/storage-names.bicep'
import { existingSystemTopic } from 'types.bicep'

@minLength(1)
@description('Name of the azd environment, as it was given to main.bicep.')
param environmentName string

@minLength(1)
@description('Azure region, as it was given to main.bicep.')
param location string

@description('Output FUNCTION_APP_NAME of main.bicep.')
param functionAppName string

@description('Output STORAGE_ACCOUNT_NAME of main.bicep.')
param storageAccountName string

@description('Output LOG_ANALYTICS_WORKSPACE_NAME of main.bicep.')
param logAnalyticsWorkspaceName string

@description('As it was given to main.bicep.')
param watchedSubscriptions string[] = []

@description('As it was given to main.bicep.')
param watchedResourceGroups string[] = []

@description('As it was given to main.bicep.')
param watchedClusters string[] = []

@description('As in main.bicep.')
param subscribeToAnnouncements bool = false

@description('As in main.bicep.')
param existingSystemTopics existingSystemTopic[] = []

var resourceGroupName = 'rg-${environmentName}'

var resourceToken = toLower(uniqueString(subscription().id, environmentName, location))

resource group 'Microsoft.Resources/resourceGroups@2025-04-01' existing = {
  name: resourceGroupName
}

resource app 'Microsoft.Web/sites@2025-03-01' existing = {
  scope: group
  name: functionAppName
}

resource account 'Microsoft.Storage/storageAccounts@2025-06-01' existing = {
  scope: group
  name: storageAccountName
}

resource workspace 'Microsoft.OperationalInsights/workspaces@2025-02-01' existing = {
  scope: group
  name: logAnalyticsWorkspaceName
}

module events 'events.bicep' = {
  name: 'events-to-functions-${resourceToken}'
  params: {
    resourceGroupName: resourceGroupName
    location: location
    tags: { 'azd-env-name': environmentName }
    resourceToken: resourceToken
    watchedSubscriptions: watchedSubscriptions
    watchedResourceGroups: watchedResourceGroups
    watchedClusters: watchedClusters
    announcements: subscribeToAnnouncements
    existingSystemTopics: existingSystemTopics
    destination: {
      kind: 'AzureFunction'
      functionAppId: app.id
      storageAccountId: account.id
      queueName: eventQueueName
      deadLetterContainerName: deadLetterContainerName
    }
    workspaceId: workspace.id
  }
}
