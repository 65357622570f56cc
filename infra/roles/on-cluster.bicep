metadata description = 'Assigns roles on one AKS cluster.'

import { assignedRole, roleFiles } from 'files.bicep'

@description('Name of the cluster.')
param clusterName string

@description('Object id of the app’s identity.')
param principalId string

@description('Tells assignments of this deployment from those of others.')
param suffix string

@description('The roles.')
param roles assignedRole[]

resource cluster 'Microsoft.ContainerService/managedClusters@2026-06-01' existing = {
  name: clusterName
}

resource assignments 'Microsoft.Authorization/roleAssignments@2022-04-01' = [
  for role in roles: {
    name: guid(cluster.id, suffix, role.id)
    scope: cluster
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
