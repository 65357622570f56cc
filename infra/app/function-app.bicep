metadata description = 'The function app on a Flex Consumption plan. Every connection that it has is by its identity.'

@description('Azure region.')
param location string

@description('Tags.')
param tags object

@description('Name of the function app.')
param name string

@description('Name of its plan.')
param planName string

@description('Resource id of the app’s user-assigned identity.')
param identityId string

@description('Resource id of the subnet that the app runs in; empty for no virtual network.')
param subnetId string

@description('Address of the container that the app is deployed to.')
param deploymentContainerUrl string

@description('Version of Node.')
@allowed(['22', '24'])
param nodeVersion string

@description('Memory of an instance in MB, which brings a quarter, one or two cores.')
@allowed([512, 2048, 4096])
param instanceMemoryMB int

@description('The most instances that the plan scales out to.')
param maximumInstanceCount int

@description('How many instances of orchestrators and activities are always ready.')
param alwaysReadyDurableInstances int

@description('Whether instances are spread over availability zones.')
param zoneRedundant bool

@description('Application settings.')
param appSettings object

@description('Resource id of the workspace that logs go to.')
param workspaceId string

resource plan 'Microsoft.Web/serverfarms@2025-03-01' = {
  name: planName
  location: location
  tags: tags
  kind: 'functionapp'
  sku: { name: 'FC1', tier: 'FlexConsumption' }
  properties: { reserved: true, zoneRedundant: zoneRedundant }
}

// An app that is spread over zones has two instances or more of each group that is always ready.
var alwaysReady = zoneRedundant ? max(2, alwaysReadyDurableInstances) : alwaysReadyDurableInstances

resource site 'Microsoft.Web/sites@2025-03-01' = {
  name: name
  location: location
  tags: union(tags, { 'azd-service-name': 'app' })
  kind: 'functionapp,linux'
  identity: { type: 'UserAssigned', userAssignedIdentities: { '${identityId}': {} } }
  properties: {
    serverFarmId: plan.id
    httpsOnly: true
    clientAffinityEnabled: false
    keyVaultReferenceIdentity: identityId
    publicNetworkAccess: 'Enabled'
    virtualNetworkSubnetId: empty(subnetId) ? null : subnetId
    // No ftpsState: Flex Consumption has no FTP, and refuses the property.
    siteConfig: {
      minTlsVersion: '1.2'
      scmMinTlsVersion: '1.2'
      http20Enabled: true
      remoteDebuggingEnabled: false
    }
    functionAppConfig: {
      deployment: {
        storage: {
          type: 'blobContainer'
          value: deploymentContainerUrl
          authentication: { type: 'UserAssignedIdentity', userAssignedIdentityResourceId: identityId }
        }
      }
      runtime: { name: 'node', version: nodeVersion }
      scaleAndConcurrency: {
        instanceMemoryMB: instanceMemoryMB
        maximumInstanceCount: maximumInstanceCount
        alwaysReady: alwaysReadyDurableInstances > 0 ? [{ name: 'durable', instanceCount: alwaysReady }] : []
      }
    }
  }

  resource settings 'config' = {
    name: 'appsettings'
    properties: appSettings
  }

  // One after the other: a site refuses a change while another one is under way. Azure refuses them without a location,
  // which Bicep does not know (Azure/bicep-types-az#1571).
  resource ftp 'basicPublishingCredentialsPolicies' = {
    name: 'ftp'
    #disable-next-line BCP187
    location: location
    properties: { allow: false }
    dependsOn: [settings]
  }

  resource scm 'basicPublishingCredentialsPolicies' = {
    name: 'scm'
    #disable-next-line BCP187
    location: location
    properties: { allow: false }
    dependsOn: [ftp]
  }
}

resource diagnostics 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  name: 'to-workspace'
  scope: site
  properties: {
    workspaceId: workspaceId
    logs: [{ categoryGroup: 'allLogs', enabled: true }]
    metrics: [{ category: 'AllMetrics', enabled: true }]
  }
}

@description('Name of the function app.')
output name string = site.name

@description('Resource id of the function app.')
output id string = site.id

@description('Address of the function app.')
output url string = 'https://${site.properties.defaultHostName}'
