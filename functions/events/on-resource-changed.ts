import { app } from '@azure/functions';
import { durableClientInput } from '../durable-client/durable-client-input.ts';

/**
 * Receives events about writes, deletions and actions that went through Azure Resource Manager (`Microsoft.Resources.*` of a
 * subscription's or a resource group's topic). Such an event says that something may have changed, but not what: the
 * look that follows finds that out.
 */
app.eventGrid('onResourceChanged', {
  extraInputs: [durableClientInput()],
  handler: async (event, context) => (await import('./react-to-event.ts')).reactToEvent(event, context),
});
