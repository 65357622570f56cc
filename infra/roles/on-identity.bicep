metadata description = 'Assigns roles on one user-assigned identity.'

import { assignedRole, roleFiles } from 'files.bicep'

@description('Name of the identity.')
param identityName string

@description('Object id of the app’s identity.')
param principalId string

@description('Tells assignments of this deployment from those of others.')
param suffix string

@description('The roles.')
param roles assignedRole[]

resource identity 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' existing = {
  name: identityName
}

resource assignments 'Microsoft.Authorization/roleAssignments@2022-04-01' = [
  for role in roles: {
    name: guid(identity.id, suffix, role.id)
    scope: identity
    properties: {
      principalId: principalId
      principalType: 'ServicePrincipal'
      roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', role.id)
      description: roleFiles[role.name].Description
    }
  }
]

@description('Resource ids of the assignments.')
output ids string[] = [for (role, index) in roles: assignments[index].id]
