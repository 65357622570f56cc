@export()
@description('The queue that Event Grid writes events of clusters to: the default of KATAPROOF_EVENT_QUEUE.')
var eventQueueName = 'cluster-events'

@export()
@description('The container for events that could not be delivered.')
var deadLetterContainerName = 'dead-letters'
