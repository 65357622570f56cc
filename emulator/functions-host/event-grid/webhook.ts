import type { InvokeFunction } from '../app/invoke-function.ts';
import type { LoadedFunction } from '../app/load-app.ts';
import type { Log } from '../app/log.ts';
import { empty, type HttpReply, type HttpRequestData, json, text } from '../http/exchange.ts';
import { parseEvents, toTriggerData, validationCode } from './event-shapes.ts';

/** The base path of the extension's webhook. */
export const eventGridPath = '/runtime/webhooks/eventgrid';

/** The extension allows the origin of Event Grid, without reading which origin asks. */
const handshake = (): HttpReply => empty(200, { 'webhook-allowed-origin': 'eventgrid.azure.net' });

function validate(request: HttpRequestData): HttpReply {
  const code = validationCode(parseEvents(request.body.toString('utf8')));
  return code === undefined ? text(400, 'No validation code.') : json(200, { validationResponse: code });
}

/**
 * Creates the webhook of the Event Grid extension (EventGridExtensionConfigProvider). It answers the handshakes of both
 * schemas. It gives each event of a batch to the function in a call of its own, in parallel. If one call fails, it
 * answers 500, and Event Grid sends the whole batch again. The caller has checked the key.
 */
export function createEventGridWebhook(functions: readonly LoadedFunction[], invoke: InvokeFunction, log: Log) {
  async function deliver(target: LoadedFunction, body: string): Promise<HttpReply> {
    const events = parseEvents(body);
    if (!events) return text(400, 'The body is not a JSON event or array of events.');
    const outcomes = await Promise.allSettled(events.map((event) => invoke(target, toTriggerData(event))));
    const failures = outcomes.filter((outcome) => outcome.status === 'rejected');
    for (const { reason } of failures)
      log('error', `Function.${target.name}`, String((reason as Error)?.stack ?? reason));
    return failures.length > 0 ? text(500, `Exception while executing function: Functions.${target.name}`) : empty(202);
  }

  return async (request: HttpRequestData): Promise<HttpReply> => {
    const name = request.query.get('functionName') ?? '';
    const target = functions.find((each) => each.name === name);
    if (!target) return text(404, `cannot find function: '${name}'`);
    if (request.method === 'OPTIONS') return handshake();
    switch (request.headers['aeg-event-type']?.toLowerCase()) {
      case 'subscriptionvalidation':
        return validate(request);
      case 'notification':
        return deliver(target, request.body.toString('utf8'));
      case 'unsubscribe':
        return empty(202);
      default:
        return empty(400);
    }
  };
}
