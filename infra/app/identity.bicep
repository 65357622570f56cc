metadata description = 'The one identity that the app has: for its storage, its telemetry, its alerts and the clusters.'

@description('Azure region.')
param location string

@description('Tags.')
param tags object

@description('Part of each name that makes it unique.')
param resourceToken string

resource identity 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' = {
  name: 'id-kataproof-${resourceToken}'
  location: location
  tags: tags
}

@description('Resource id.')
output id string = identity.id

@description('Object id of its service principal, which roles are assigned to.')
output principalId string = identity.properties.principalId

@description('Client id, by which an app with several identities names this one.')
output clientId string = identity.properties.clientId
