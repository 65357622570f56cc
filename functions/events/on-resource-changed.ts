import { app } from '@azure/functions';
import * as df from 'durable-functions';
import { reactToEvent } from './react-to-event.ts';

/**
 * Receives events about writes, deletions and actions that went through Azure Resource Manager (`Microsoft.Resources.*` of a
 * subscription's or a resource group's topic). Such an event says that something may have changed, but not what: the
 * look that follows finds that out.
 */
app.eventGrid('onResourceChanged', { extraInputs: [df.input.durableClient()], handler: reactToEvent });
