metadata description = 'A resource group for topics in another subscription: a topic must be in the subscription of its source.'

targetScope = 'subscription'

@description('Name of the resource group.')
param name string

@description('Azure region.')
param location string

@description('Tags.')
param tags object

resource group 'Microsoft.Resources/resourceGroups@2025-04-01' = {
  name: name
  location: location
  tags: tags
}
