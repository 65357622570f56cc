metadata description = 'Assigns roles on one subnet.'

import { assignedRole, roleFiles } from 'files.bicep'

@description('Name of the virtual network.')
param networkName string

@description('Name of the subnet.')
param subnetName string

@description('Object id of the app’s identity.')
param principalId string

@description('Tells assignments of this deployment from those of others.')
param suffix string

@description('The roles.')
param roles assignedRole[]

resource network 'Microsoft.Network/virtualNetworks@2025-01-01' existing = {
  name: networkName

  resource subnet 'subnets' existing = {
    name: subnetName
  }
}

resource assignments 'Microsoft.Authorization/roleAssignments@2022-04-01' = [
  for role in roles: {
    name: guid(network::subnet.id, suffix, role.id)
    scope: network::subnet
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
