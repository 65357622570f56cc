metadata description = 'What the app may do on what it watches: the roles that its settings need, each at the scopes that were given and at none above them.'

targetScope = 'subscription'

@description('Object id of the app’s identity.')
param principalId string

@description('Tells this deployment’s roles and assignments from those of others: names of roles are unique in a tenant.')
param suffix string

@description('Ids of subscriptions (GUIDs).')
param watchedSubscriptions string[]

@description('Resource ids of resource groups.')
param watchedResourceGroups string[]

@description('Resource ids of clusters.')
param watchedClusters string[]

@description('Resource ids of the subnets that node pools join.')
param clusterSubnets string[]

@description('Resource ids of the user-assigned identities that clusters have.')
param clusterIdentities string[]

@description('Ids of further subscriptions (GUIDs) of which it reads, before it adds a node pool, what there is.')
param preflightSubscriptions string[]

@description('Resource ids of the clusters in which the app may have Azure run commands.')
param runCommandClusters string[]

@description('Whether the app may add node pools and remove its own.')
param mayProvision bool

@description('Whether it may put a cluster back as it was read.')
param mayReconcile bool

@description('Whether it may make clusters, and delete those that it made, in what is watched as a whole.')
param mayCreateClusters bool

@description('Whether it queries Resource Graph.')
param queriesResourceGraph bool

@description('Whether roles in Azure are what counts in the clusters (Azure RBAC for Kubernetes).')
param azureRbacInClusters bool

@description('Whether the app runs its pods in a namespace that the clusters’ owners have made. Its role there must be assigned by them.')
param hasOwnNamespace bool

@description('GUIDs of role definitions that are there already, by the names of their files. Those that are left out are made.')
param existingRoles object

var needed = concat(
  [mayProvision ? 'provisioner' : 'verifier'],
  mayProvision && mayReconcile ? ['cluster-reconciler'] : [],
  queriesResourceGraph ? ['fleet-query'] : [],
  azureRbacInClusters ? [hasOwnNamespace ? 'kubernetes-nodes' : 'kubernetes'] : []
)
var neededOnSubnets = mayProvision && !empty(clusterSubnets) ? ['subnet-user'] : []
var neededOnIdentities = mayProvision && (mayReconcile || mayCreateClusters) && !empty(clusterIdentities)
  ? ['identity-user']
  : []
// A cluster that is there already needs nobody to make it.
var neededForNew = mayProvision && mayCreateClusters && !(empty(watchedSubscriptions) && empty(watchedResourceGroups))
  ? ['cluster-creator']
  : []
// Sizes and quotas belong to a whole subscription.
var readSubscriptions = mayProvision
  ? union(map(watchedSubscriptions, id => toLower(id)), map(preflightSubscriptions, id => toLower(id)))
  : []
var neededOnReadSubscriptions = empty(readSubscriptions) ? [] : ['preflight']
var neededForCommands = empty(runCommandClusters) ? [] : ['run-command']
var made = filter(
  concat(needed, neededOnSubnets, neededOnIdentities, neededForNew, neededOnReadSubscriptions, neededForCommands),
  name => !contains(existingRoles, name)
)

@description('The resource group of a resource id.')
func groupOf(id string) string => join(take(split(id, '/'), 5), '/')

module definitions 'definitions.bicep' = if (!empty(made)) {
  name: 'role-definitions-${uniqueString(suffix)}'
  params: {
    names: made
    suffix: suffix
    // The scope of this deployment has to be among them.
    assignableScopes: union(
      [subscription().id],
      map(watchedSubscriptions, id => '/subscriptions/${toLower(id)}'),
      map(readSubscriptions, id => '/subscriptions/${id}'),
      watchedResourceGroups,
      map(watchedClusters, id => groupOf(id)),
      map(runCommandClusters, id => groupOf(id)),
      map(mayProvision ? clusterSubnets : [], id => groupOf(id)),
      map(empty(neededOnIdentities) ? [] : clusterIdentities, id => groupOf(id))
    )
  }
}

// As definitions.bicep names them.
var roles = map(needed, name => {
  name: name
  id: existingRoles[?name] ?? guid(subscription().id, suffix, name)
})
var subnetRoles = map(neededOnSubnets, name => {
  name: name
  id: existingRoles[?name] ?? guid(subscription().id, suffix, name)
})
var identityRoles = map(neededOnIdentities, name => {
  name: name
  id: existingRoles[?name] ?? guid(subscription().id, suffix, name)
})

var rolesAbove = concat(
  roles,
  map(neededForNew, name => { name: name, id: existingRoles[?name] ?? guid(subscription().id, suffix, name) })
)
var preflightRoles = map(neededOnReadSubscriptions, name => {
  name: name
  id: existingRoles[?name] ?? guid(subscription().id, suffix, name)
})
var commandRoles = map(neededForCommands, name => {
  name: name
  id: existingRoles[?name] ?? guid(subscription().id, suffix, name)
})

module onSubscriptions 'on-subscription.bicep' = [
  for id in watchedSubscriptions: {
    name: 'roles-${uniqueString(id, suffix)}'
    scope: subscription(id)
    dependsOn: [definitions]
    params: { principalId: principalId, suffix: suffix, roles: rolesAbove }
  }
]

module onResourceGroups 'on-resource-group.bicep' = [
  for id in watchedResourceGroups: {
    name: 'roles-${uniqueString(id, suffix)}'
    scope: resourceGroup(split(id, '/')[2], split(id, '/')[4])
    dependsOn: [definitions]
    params: { principalId: principalId, suffix: suffix, roles: rolesAbove }
  }
]

module onClusters 'on-cluster.bicep' = [
  for id in watchedClusters: {
    name: 'roles-${uniqueString(id, suffix)}'
    scope: resourceGroup(split(id, '/')[2], split(id, '/')[4])
    dependsOn: [definitions]
    params: { clusterName: split(id, '/')[8], principalId: principalId, suffix: suffix, roles: roles }
  }
]

module onSubnets 'on-subnet.bicep' = [
  for id in clusterSubnets: if (!empty(subnetRoles)) {
    name: 'roles-${uniqueString(id, suffix)}'
    scope: resourceGroup(split(id, '/')[2], split(id, '/')[4])
    dependsOn: [definitions]
    params: {
      networkName: split(id, '/')[8]
      subnetName: split(id, '/')[10]
      principalId: principalId
      suffix: suffix
      roles: subnetRoles
    }
  }
]

module onIdentities 'on-identity.bicep' = [
  for id in clusterIdentities: if (!empty(identityRoles)) {
    name: 'roles-${uniqueString(id, suffix)}'
    scope: resourceGroup(split(id, '/')[2], split(id, '/')[4])
    dependsOn: [definitions]
    params: {
      identityName: split(id, '/')[8]
      principalId: principalId
      suffix: suffix
      roles: identityRoles
    }
  }
]

module onPreflightSubscriptions 'on-subscription.bicep' = [
  for id in readSubscriptions: {
    name: 'preflight-roles-${uniqueString(id, suffix)}'
    scope: subscription(id)
    dependsOn: [definitions]
    params: { principalId: principalId, suffix: suffix, roles: preflightRoles }
  }
]

module onCommandClusters 'on-cluster.bicep' = [
  for id in runCommandClusters: {
    name: 'command-roles-${uniqueString(id, suffix)}'
    scope: resourceGroup(split(id, '/')[2], split(id, '/')[4])
    dependsOn: [definitions]
    params: { clusterName: split(id, '/')[8], principalId: principalId, suffix: suffix, roles: commandRoles }
  }
]

@description('Resource ids of the assignments on each subscription that is read before a pool is added.')
output onPreflightSubscriptions array = [
  for (id, index) in readSubscriptions: onPreflightSubscriptions[index].outputs.ids
]

@description('Resource ids of the assignments on each subscription.')
output onSubscriptions array = [for (id, index) in watchedSubscriptions: onSubscriptions[index].outputs.ids]

@description('Resource ids of the assignments on each resource group.')
output onResourceGroups array = [for (id, index) in watchedResourceGroups: onResourceGroups[index].outputs.ids]

@description('Resource ids of the assignments on each cluster.')
output onClusters array = [for (id, index) in watchedClusters: onClusters[index].outputs.ids]

@description('Resource ids of the assignments on each subnet.')
output onSubnets array = [for (id, index) in clusterSubnets: empty(subnetRoles) ? [] : onSubnets[index]!.outputs.ids]

@description('Resource ids of the assignments on each identity.')
output onIdentities array = [
  for (id, index) in clusterIdentities: empty(identityRoles) ? [] : onIdentities[index]!.outputs.ids
]

@description('Resource ids of the assignments on each cluster in which commands may be run.')
output onCommandClusters array = [for (id, index) in runCommandClusters: onCommandClusters[index].outputs.ids]
