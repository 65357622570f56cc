metadata name = 'Kataproof'
metadata description = 'Everything that Kataproof needs for itself, in a resource group of its own, and its rights on the clusters that it watches.'

targetScope = 'subscription'

@minLength(1)
@maxLength(64)
@description('Name of the azd environment. The resource group is rg-<name>.')
param environmentName string

@minLength(1)
@metadata({ azd: { type: 'location' } })
@description('Azure region of what Kataproof needs for itself. It must offer Flex Consumption; with zoneRedundant, availability zones too. The clusters may be anywhere.')
param location string

@description('Ids of subscriptions (GUIDs) whose clusters are watched, all of them.')
#disable-next-line no-unused-params
param watchedSubscriptions string[] = []

@description('Resource ids of resource groups (/subscriptions/…/resourceGroups/…) whose clusters are watched.')
#disable-next-line no-unused-params
param watchedResourceGroups string[] = []

@description('Resource ids of single clusters (/subscriptions/…/resourceGroups/…/providers/Microsoft.ContainerService/managedClusters/…) that are watched.')
#disable-next-line no-unused-params
param watchedClusters string[] = []

var tags = { 'azd-env-name': environmentName }
var resourceToken = toLower(uniqueString(subscription().id, environmentName, location))

resource group 'Microsoft.Resources/resourceGroups@2025-04-01' = {
  name: 'rg-${environmentName}'
  location: location
  tags: tags
}

module identity 'app/identity.bicep' = {
  name: 'identity'
  scope: group
  params: {
    name: 'id-kataproof-${resourceToken}'
    location: location
    tags: tags
  }
}

output AZURE_LOCATION string = location
output AZURE_RESOURCE_GROUP string = group.name
output KATAPROOF_IDENTITY_PRINCIPAL_ID string = identity.outputs.principalId
output KATAPROOF_IDENTITY_CLIENT_ID string = identity.outputs.clientId
