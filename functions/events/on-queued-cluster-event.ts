import { app } from '@azure/functions';
import { durableClientInput } from '../durable-client/durable-client-input.ts';
import { settings } from '../wiring/settings.ts';

/**
 * Receives every event that the two Event Grid triggers would, from the queue to which Event Grid delivers by the
 * identity of its topic: no key, and no function that has to exist first.
 */
app.storageQueue('onQueuedClusterEvent', {
  queueName: settings.eventQueue,
  connection: 'AzureWebJobsStorage',
  extraInputs: [durableClientInput()],
  handler: async (message, context) => (await import('./react-to-message.ts')).reactToMessage(message, context),
});
