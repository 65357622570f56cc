using '../main.bicep'

param environmentName = 'test'
param location = 'westeurope'

param watchedSubscriptions = ['AAAAAAAA-aaaa-4aaa-8aaa-aaaaaaaaaaaa']
param watchedResourceGroups = ['/subscriptions/22222222-2222-2222-2222-222222222222/resourceGroups/Clusters-East']
param watchedClusters = [
  // In the group, in the subscription, and two alone in another group of a third subscription.
  '/subscriptions/22222222-2222-2222-2222-222222222222/resourceGroups/clusters-east/providers/Microsoft.ContainerService/managedClusters/red'
  '/subscriptions/aaaaaaaa-aaaa-4aaa-8aaa-aaaaaaaaaaaa/resourceGroups/clusters/providers/Microsoft.ContainerService/managedClusters/blue'
  '/subscriptions/bbbbbbbb-bbbb-4bbb-8bbb-bbbbbbbbbbbb/resourceGroups/clusters-west/providers/Microsoft.ContainerService/managedClusters/green'
  '/subscriptions/bbbbbbbb-bbbb-4bbb-8bbb-bbbbbbbbbbbb/resourceGroups/clusters-west/providers/Microsoft.ContainerService/managedClusters/green2'
]
param subscribeToAnnouncements = true
param existingSystemTopics = [
  {
    source: '/subscriptions/aaaaaaaa-aaaa-4aaa-8aaa-aaaaaaaaaaaa'
    topicType: 'microsoft.resources.subscriptions'
    topicId: '/subscriptions/aaaaaaaa-aaaa-4aaa-8aaa-aaaaaaaaaaaa/resourceGroups/governance/providers/Microsoft.EventGrid/systemTopics/everything'
  }
]
