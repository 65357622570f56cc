import { app } from '@azure/functions';
import * as df from 'durable-functions';
import { reactToEvent } from './react-to-event.ts';

/**
 * Events of a cluster's system topic (`Microsoft.ContainerService.*`: upgrades of pools, versions, the end of support) and
 * of AKS maintenance (`Microsoft.ResourceNotifications.ContainerServiceEventResources.*`, preview).
 */
app.eventGrid('onClusterEvent', { extraInputs: [df.input.durableClient()], handler: reactToEvent });
