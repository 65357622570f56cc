import { app } from '@azure/functions';
import { durableClientInput } from '../durable-client/durable-client-input.ts';

/**
 * Receives events of a cluster's system topic (`Microsoft.ContainerService.*`: pool upgrades, new versions, end of
 * support) and events about AKS maintenance (`Microsoft.ResourceNotifications.ContainerServiceEventResources.*`,
 * preview).
 */
app.eventGrid('onClusterEvent', {
  extraInputs: [durableClientInput()],
  handler: async (event, context) => (await import('./react-to-event.ts')).reactToEvent(event, context),
});
