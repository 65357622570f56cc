metadata description = 'Assigns roles on a subscription.'

targetScope = 'subscription'

import { assignedRole, roleFiles } from 'files.bicep'

@description('Object id of the app’s identity.')
param principalId string

@description('Tells assignments of this deployment from those of others.')
param suffix string

@description('The roles.')
param roles assignedRole[]

resource assignments 'Microsoft.Authorization/roleAssignments@2022-04-01' = [
  for role in roles: {
    name: guid(subscription().id, suffix, role.id)
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
