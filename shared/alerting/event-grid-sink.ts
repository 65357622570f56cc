import type { EventGridPublisherClient } from '@azure/eventgrid';
import type { TokenCredential } from '@azure/identity';
import { KataproofError } from '../errors/kataproof-error.ts';
import { parseRestError } from '../errors/parse-rest-error.ts';
import type { SinkSettings } from '../settings/sink-settings.ts';
import type { Deliver } from './deliver.ts';
import { renderCloudEvent } from './render-cloud-event.ts';

/**
 * Alerts as events on an Event Grid topic of the CloudEvents 1.0 schema; several go as one batch. Signed with the
 * topic's key if there is one, otherwise sent with the app's identity.
 */
export function createEventGridSink(
  settings: Extract<SinkSettings, { kind: 'event-grid' }>,
  { credential, timeoutMs, now }: { credential: TokenCredential; timeoutMs: number; now: () => number },
): Deliver {
  const { name, endpoint, key } = settings;
  let client: Promise<EventGridPublisherClient<'CloudEvent'>> | null = null;
  return async (alerts) => {
    try {
      client ??= openTopic(endpoint, key, credential);
      await (await client).send(alerts.map(renderCloudEvent), { abortSignal: AbortSignal.timeout(timeoutMs) });
    } catch (error) {
      throw toSinkError(name, error, now());
    }
  };
}

/** The publisher's library is loaded for the first alert: most runs send none. */
async function openTopic(
  endpoint: string,
  key: string | undefined,
  credential: TokenCredential,
): Promise<EventGridPublisherClient<'CloudEvent'>> {
  const { AzureKeyCredential, EventGridPublisherClient } = await import('@azure/eventgrid');
  // No retries in here: a failure is a value, and the queue tries again. No redirects: they would carry the key along.
  const options = { retryOptions: { maxRetries: 0 }, redirectOptions: { maxRetries: 0 } };
  return key
    ? new EventGridPublisherClient(endpoint, 'CloudEvent', new AzureKeyCredential(key), options)
    : new EventGridPublisherClient(endpoint, 'CloudEvent', credential, options);
}

/** A coded error for what the publisher threw; an error of another making is handed back as it is. */
function toSinkError(name: string, error: unknown, nowMs: number): unknown {
  const facts = parseRestError(error, nowMs);
  if (facts.kind === 'other') return error;
  if (facts.kind === 'no-token')
    return new KataproofError(
      facts.transient ? 'SinkUnreachable' : 'NoIdentity',
      `This app got no token for the Event Grid topic of the alert sink ${name}: ${facts.message}`,
    );
  if (facts.kind === 'unreachable')
    return new KataproofError('SinkUnreachable', `The Event Grid topic of the alert sink ${name} gave no answer.`);
  const { status, code, message, retryAfterMs } = facts;
  const options = { httpStatus: status, retryAfterMs };
  const topic = `The Event Grid topic of the alert sink ${name}`;
  if (status === 401 || status === 403)
    return new KataproofError(
      'Forbidden',
      `${topic} refused (${code}). Check its key, or give this app the role "EventGrid Data Sender" on the topic.`,
      options,
    );
  if (status === 429) return new KataproofError('Throttled', `${topic} is busy: ${message}`, options);
  if (status === 408 || status >= 500)
    return new KataproofError('ServerFailed', `${topic} failed (${code}): ${message}`, options);
  return new KataproofError(code, `${topic} refused the alert: ${message}`, options);
}
