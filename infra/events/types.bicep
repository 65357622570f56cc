@export()
@description('A system topic that is there already: Azure allows one for each source and type.')
type existingSystemTopic = {
  @description('Resource id of the source: a subscription, a resource group or a cluster.')
  source: string
  @description('Type of the topic, such as Microsoft.Resources.Subscriptions.')
  topicType: string
  @description('Resource id of the topic. It must have a system-assigned identity.')
  topicId: string
}

@export()
@description('Where events go.')
type eventDestination = {
  @description('To the queue, or to the two functions of the app that Event Grid calls.')
  kind: 'StorageQueue' | 'AzureFunction'
  @description('Resource id of the function app; empty for the queue.')
  functionAppId: string
  @description('Resource id of the storage account with the queue and the container for dead letters.')
  storageAccountId: string
  @description('Name of the queue.')
  queueName: string
  @description('Name of the container.')
  deadLetterContainerName: string
}

@export()
@description('One event subscription of a topic.')
type eventFilter = {
  @description('Last part of its name.')
  name: string
  @description('The function that Event Grid calls, when it calls one.')
  functionName: 'onClusterEvent' | 'onResourceChanged'
  @description('As ARM describes it: event types and advanced filters.')
  filter: object
}
