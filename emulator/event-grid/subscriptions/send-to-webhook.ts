import { randomUUID } from 'node:crypto';
import type { EventSubscription } from './event-subscription.ts';
import type { KnownResources } from './known-resources.ts';

/** How long Event Grid waits for an answer, in milliseconds. */
const answerMs = 30_000;

/** The URL of a webhook, or that of a function's extension with its key; undefined when nobody has told of the app. */
export function urlOf({ destination }: EventSubscription['properties'], known: KnownResources): string | undefined {
  if (destination.endpointType === 'WebHook') return destination.properties.endpointUrl;
  if (destination.endpointType !== 'AzureFunction') return undefined;
  const [site = '', functionName] = destination.properties.resourceId.split('/functions/');
  const app = known.functionApp(site);
  return app && `${app.baseUrl}/runtime/webhooks/EventGrid?functionName=${functionName}&code=${app.key}`;
}

async function post(url: string, body: unknown, contentType: string, headers: Record<string, string>) {
  return fetch(url, {
    method: 'POST',
    body: JSON.stringify(body),
    headers: { 'content-type': `${contentType}; charset=utf-8`, ...headers },
    signal: AbortSignal.timeout(answerMs),
  });
}

/**
 * Sends one event: Event Grid's schema in a list of one, a CloudEvent alone. Resolves with the status; null when there is
 * no answer.
 */
export async function sendToWebhook(
  url: string,
  event: object,
  { name, properties }: EventSubscription,
  attempts: number,
): Promise<number | null> {
  const headers = { 'aeg-event-type': 'Notification', 'aeg-subscription-name': name.toUpperCase() };
  const counted = { ...headers, 'aeg-delivery-count': String(attempts) };
  try {
    const response =
      properties.eventDeliverySchema === 'CloudEventSchemaV1_0'
        ? await post(url, event, 'application/cloudevents+json', counted)
        : await post(url, [event], 'application/json', counted);
    await response.arrayBuffer();
    return response.status;
  } catch {
    return null;
  }
}

/**
 * Asks the endpoint whether it wants the events, as its schema has it (Microsoft Learn, "Endpoint validation with Event Grid
 * event schema", "… with CloudEvents schema"). An endpoint that does not answer has not agreed.
 */
export async function validateEndpoint(url: string, { source, properties }: EventSubscription): Promise<boolean> {
  try {
    if (properties.eventDeliverySchema === 'CloudEventSchemaV1_0') {
      const headers = { 'webhook-request-origin': 'eventgrid.azure.net' };
      const response = await fetch(url, { method: 'OPTIONS', headers, signal: AbortSignal.timeout(answerMs) });
      const allowed = response.headers.get('webhook-allowed-origin');
      return response.ok && (allowed === '*' || allowed === 'eventgrid.azure.net');
    }
    const validationCode = randomUUID();
    const event = {
      id: randomUUID(),
      ...{ topic: source, subject: '', eventType: 'Microsoft.EventGrid.SubscriptionValidationEvent' },
      ...{ eventTime: new Date().toISOString(), data: { validationCode }, dataVersion: '2', metadataVersion: '1' },
    };
    const response = await post(url, [event], 'application/json', { 'aeg-event-type': 'SubscriptionValidation' });
    const answer = (await response.json()) as { validationResponse?: string };
    return response.ok && answer.validationResponse === validationCode;
  } catch {
    return false;
  }
}
