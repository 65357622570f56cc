import { app } from '@azure/functions';
import * as df from 'durable-functions';
import { reactToEvent } from './react-to-event.ts';

/**
 * Writes and deletions that went through Azure Resource Manager (`Microsoft.Resources.*` of a subscription's or resource
 * group's topic). They say that something may have changed, never what: the look that follows finds out.
 */
app.eventGrid('onResourceChanged', { extraInputs: [df.input.durableClient()], handler: reactToEvent });
