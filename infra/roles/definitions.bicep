metadata description = 'Makes role definitions of this folder’s JSON files. Whoever deploys it needs Microsoft.Authorization/roleDefinitions/write at each scope at which they shall be assignable: Owner or User Access Administrator there.'

targetScope = 'subscription'

@description('Names of the files, without .json.')
param names string[]

@description('Tells this deployment’s roles from those of others: names of roles are unique in a tenant.')
param suffix string

@description('Ids of subscriptions and resource groups at which the roles can be assigned. Alone it gives nobody a right.')
param assignableScopes string[]

import { roleFiles as files } from 'files.bicep'

// The same for every deployment of these names and suffix, so that it can be run again.
resource definitions 'Microsoft.Authorization/roleDefinitions@2022-04-01' = [
  for name in names: {
    name: guid(subscription().id, suffix, name)
    properties: {
      roleName: '${files[name].Name} (${suffix})'
      description: files[name].Description
      type: 'CustomRole'
      assignableScopes: assignableScopes
      permissions: [
        {
          actions: files[name].Actions
          notActions: files[name].NotActions
          dataActions: files[name].DataActions
          notDataActions: files[name].NotDataActions
        }
      ]
    }
  }
]
