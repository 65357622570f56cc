import { app } from '@azure/functions';
import * as df from 'durable-functions';
import { reactToEvent } from './react-to-event.ts';

/**
 * Receives events of a cluster's system topic (`Microsoft.ContainerService.*`: pool upgrades, new versions, end of
 * support) and events about AKS maintenance (`Microsoft.ResourceNotifications.ContainerServiceEventResources.*`,
 * preview).
 */
app.eventGrid('onClusterEvent', { extraInputs: [df.input.durableClient()], handler: reactToEvent });
