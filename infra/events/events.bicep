metadata description = 'The Event Grid topics of what is watched, and what of their events reaches the app.'

targetScope = 'subscription'

import { eventDestination, existingSystemTopic } from 'types.bicep'

@description('Name of the resource group of the app, where topics of its own subscription are made; those of other subscriptions get a group of this name, "-events-" and the token there.')
param resourceGroupName string

@description('Region of such groups.')
param location string

@description('Tags.')
param tags object

@description('Tells the event subscriptions of this deployment from those of others at the same topic.')
param resourceToken string

@description('Ids of subscriptions (GUIDs) of which all clusters are watched.')
param watchedSubscriptions string[]

@description('Resource ids of resource groups of which all clusters are watched.')
param watchedResourceGroups string[]

@description('Resource ids of single clusters that are watched.')
param watchedClusters string[]

@description('Whether what AKS announces (maintenance, end of support; preview) is subscribed to as well. Whoever deploys needs Microsoft.ResourceNotifications/systemTopics/subscribeToContainerServiceEventResources/action on the subscription.')
param announcements bool

@description('System topics that are there already.')
param existingSystemTopics existingSystemTopic[]

@description('Where events go.')
param destination eventDestination

@description('Resource id of the workspace that failed deliveries are logged to.')
param workspaceId string

var filters = loadJsonContent('filters.json')
var operations = filters.resourceChanges.advancedFilters[0].values
var poolMark = '/agentPools/'

@description('The id of the resource group that a resource is in.')
func groupIdOf(id string) string => join(take(split(id, '/'), 5), '/')

var subscriptionIds = map(watchedSubscriptions, id => toLower(id))
var groupIds = filter(
  map(watchedResourceGroups, id => toLower(id)),
  id => !contains(subscriptionIds, split(id, '/')[2])
)
var clusterIds = map(watchedClusters, id => toLower(id))
// Clusters whose subscription or resource group is not watched as a whole.
var singleClusterIds = filter(
  clusterIds,
  id => !contains(subscriptionIds, split(id, '/')[2]) && !contains(groupIds, groupIdOf(id))
)

var wholes = concat(
  map(subscriptionIds, id => { source: '/subscriptions/${id}', topicType: 'Microsoft.Resources.Subscriptions' }),
  map(groupIds, id => { source: id, topicType: 'Microsoft.Resources.ResourceGroups' })
)
var sourcesOfWholes = map(
  wholes,
  each =>
    union(each, {
      filters: [{ name: 'changes', functionName: 'onResourceChanged', filter: filters.resourceChanges }]
    })
)

// One filter is an AND of its conditions, so a cluster and its pools are two subscriptions: the id of one cluster may begin
// as that of another.
var sourcesOfGroups = map(union(map(singleClusterIds, id => groupIdOf(id)), []), groupId => {
  source: groupId
  topicType: 'Microsoft.Resources.ResourceGroups'
  filters: [
    {
      name: 'clusters'
      functionName: 'onResourceChanged'
      filter: {
        includedEventTypes: filters.resourceChanges.includedEventTypes
        advancedFilters: [
          {
            operatorType: 'StringIn'
            key: 'data.operationName'
            values: filter(operations, name => !contains(name, poolMark))
          }
          {
            operatorType: 'StringIn'
            key: 'subject'
            values: filter(singleClusterIds, id => groupIdOf(id) == groupId)
          }
        ]
      }
    }
    {
      name: 'pools'
      functionName: 'onResourceChanged'
      filter: {
        includedEventTypes: filters.resourceChanges.includedEventTypes
        advancedFilters: [
          {
            operatorType: 'StringIn'
            key: 'data.operationName'
            values: filter(operations, name => contains(name, poolMark))
          }
          {
            operatorType: 'StringBeginsWith'
            key: 'subject'
            values: map(filter(singleClusterIds, id => groupIdOf(id) == groupId), id => '${id}${poolMark}')
          }
        ]
      }
    }
  ]
})

var allSubscriptionIds = union(subscriptionIds, map(concat(groupIds, clusterIds), id => split(id, '/')[2]))
var sourcesOfAnnouncements = map(announcements ? allSubscriptionIds : [], id => {
  source: '/subscriptions/${id}'
  topicType: 'Microsoft.ResourceNotifications.ContainerServiceEventResources'
  filters: [
    {
      name: 'announcements'
      functionName: 'onClusterEvent'
      filter: union(
        filters.announcements,
        contains(subscriptionIds, id)
          ? {}
          : {
              advancedFilters: [
                {
                  operatorType: 'StringBeginsWith'
                  key: 'subject'
                  values: map(
                    filter(concat(groupIds, singleClusterIds), each => split(each, '/')[2] == id),
                    each => '${each}/'
                  )
                }
              ]
            }
      )
    }
  ]
})

var globalSources = map(concat(sourcesOfWholes, sourcesOfGroups, sourcesOfAnnouncements), each => {
  ...each
  existingId: first(filter(
    existingSystemTopics,
    topic => toLower(topic.source) == each.source && toLower(topic.topicType) == toLower(each.topicType)
  )).?topicId ?? ''
})
var clusterSources = map(clusterIds, id => {
  source: id
  existingId: first(filter(existingSystemTopics, topic => toLower(topic.source) == id)).?topicId ?? ''
})

var otherSubscriptionIds = filter(allSubscriptionIds, id => id != toLower(subscription().subscriptionId))
// Deployments of one name from several subscriptions may watch the same one.
var otherGroupName = '${resourceGroupName}-events-${resourceToken}'

module topicGroups 'topic-group.bicep' = [
  for id in otherSubscriptionIds: {
    name: 'event-topics-${uniqueString(id, resourceToken)}'
    scope: subscription(id)
    params: { name: otherGroupName, location: location, tags: tags }
  }
]

module globalTopics 'system-topic.bicep' = [
  for each in globalSources: {
    name: 'events-${uniqueString(each.source, each.topicType, resourceToken)}'
    scope: resourceGroup(
      split(each.source, '/')[2],
      !empty(each.existingId)
        ? split(each.existingId, '/')[4]
        : contains(otherSubscriptionIds, split(each.source, '/')[2]) ? otherGroupName : resourceGroupName
    )
    dependsOn: [topicGroups]
    params: {
      location: 'global'
      tags: tags
      source: each.source
      topicType: each.topicType
      existingTopicName: empty(each.existingId) ? '' : last(split(each.existingId, '/'))
      subscriptionPrefix: 'kataproof-${resourceToken}'
      eventFilters: each.filters
      destination: destination
      workspaceId: workspaceId
    }
  }
]

resource clusters 'Microsoft.ContainerService/managedClusters@2025-05-01' existing = [
  for each in clusterSources: {
    name: last(split(each.source, '/'))
    scope: resourceGroup(split(each.source, '/')[2], split(each.source, '/')[4])
  }
]

module clusterTopics 'system-topic.bicep' = [
  for (each, index) in clusterSources: {
    name: 'events-${uniqueString(each.source, resourceToken)}'
    scope: resourceGroup(
      split(each.source, '/')[2],
      !empty(each.existingId)
        ? split(each.existingId, '/')[4]
        : contains(otherSubscriptionIds, split(each.source, '/')[2]) ? otherGroupName : resourceGroupName
    )
    dependsOn: [topicGroups]
    params: {
      location: clusters[index].location
      tags: tags
      source: each.source
      topicType: 'Microsoft.ContainerService.ManagedClusters'
      existingTopicName: empty(each.existingId) ? '' : last(split(each.existingId, '/'))
      subscriptionPrefix: 'kataproof-${resourceToken}'
      eventFilters: [{ name: 'cluster', functionName: 'onClusterEvent', filter: filters.clusterEvents }]
      destination: destination
      workspaceId: workspaceId
    }
  }
]
