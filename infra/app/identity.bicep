metadata description = 'The one identity that the app has: for its storage, its telemetry, its alerts and the clusters.'

@description('Name of the user-assigned identity.')
param name string

@description('Azure region.')
param location string

@description('Tags.')
param tags object

resource identity 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' = {
  name: name
  location: location
  tags: tags
}

@description('Resource id.')
output id string = identity.id

@description('Object id of its service principal, which roles are assigned to.')
output principalId string = identity.properties.principalId

@description('Client id, by which an app with several identities names this one.')
output clientId string = identity.properties.clientId
