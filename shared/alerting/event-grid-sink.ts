import type { EventGridPublisherClient } from '@azure/eventgrid';
import type { TokenCredential } from '@azure/identity';
import { KataproofError } from '../errors/kataproof-error.ts';
import { parseRestError } from '../errors/parse-rest-error.ts';
import { removeKnown } from '../errors/redact.ts';
import { boundAzureClient } from '../outbound/bound-azure-client.ts';
import { sinkLimits } from '../outbound/limits.ts';
import { withinTime } from '../outbound/within-time.ts';
import type { SinkSettings } from '../settings/sink-settings.ts';
import type { Deliver } from './deliver.ts';
import { renderCloudEvent } from './render-cloud-event.ts';

type EventGridSettings = Extract<SinkSettings, { kind: 'event-grid' }>;

/**
 * Delivers alerts as events to an Event Grid topic with the CloudEvents 1.0 schema; several alerts go as one batch. The
 * requests are signed with the topic's key if there is one, and otherwise carry a token of the app's identity.
 * `timeoutMs` bounds one batch. Throws SinkUnreachable, NoIdentity, Forbidden, Throttled, ServerFailed, or the topic's
 * own code.
 */
export function createEventGridSink(
  settings: EventGridSettings,
  { credential, timeoutMs, now }: { credential: TokenCredential; timeoutMs: number; now: () => number },
): Deliver {
  const { name, key } = settings;
  let client: Promise<EventGridPublisherClient<'CloudEvent'>> | null = null;
  return async (alerts) => {
    try {
      client ??= openTopic(settings, { credential, timeoutMs });
      const topic = await client;
      await withinTime(timeoutMs, (abortSignal) => topic.send(alerts.map(renderCloudEvent), { abortSignal }));
    } catch (error) {
      throw toSinkError({ name, key }, error, now());
    }
  };
}

/** The library is loaded for the first alert, because most executions send none. */
async function openTopic(
  { name, endpoint, key }: EventGridSettings,
  { credential, timeoutMs }: { credential: TokenCredential; timeoutMs: number },
): Promise<EventGridPublisherClient<'CloudEvent'>> {
  const { AzureKeyCredential, EventGridPublisherClient } = await import('@azure/eventgrid');
  const who = `The Event Grid topic of the alert sink ${name}`;
  // No retries here: the delivery queue tries again. Redirects, which would take the key to another host, are not followed.
  const options = {
    ...boundAzureClient(who, 'event-grid', { ...sinkLimits, callTimeoutMs: timeoutMs }),
    retryOptions: { maxRetries: 0 },
  };
  return key
    ? new EventGridPublisherClient(endpoint, 'CloudEvent', new AzureKeyCredential(key), options)
    : new EventGridPublisherClient(endpoint, 'CloudEvent', forAudience(credential, audienceOf(endpoint)), options);
}

/** Whom Event Grid takes tokens for, by the domain of its topics in each cloud. */
const audiences: Record<string, string> = {
  'eventgrid.azure.us': 'https://eventgrid.azure.us',
  'eventgrid.azure.cn': 'https://eventgrid.azure.cn',
};

/** The audience of a topic's cloud; that of public Azure for a host of another domain. */
export function audienceOf(endpoint: string): string {
  const domain = new URL(endpoint).hostname.split('.').slice(-3).join('.').toLowerCase();
  return audiences[domain] ?? 'https://eventgrid.azure.net';
}

/** The client library asks for tokens of public Azure, whatever cloud its topic is in. */
function forAudience(credential: TokenCredential, audience: string): TokenCredential {
  return { getToken: (_scopes, options) => credential.getToken(`${audience}/.default`, options) };
}

/** The coded error for what the publisher threw. An error that does not come from the SDK is returned unchanged. */
function toSinkError({ name, key }: { name: string; key: string | undefined }, error: unknown, nowMs: number): unknown {
  const facts = parseRestError(error, nowMs);
  if (facts.kind === 'other') return error;
  if (facts.kind === 'unreadable')
    return new KataproofError(
      'SinkUnreachable',
      `What answers as the Event Grid topic of the alert sink ${name} is none: its answer cannot be read.`,
    );
  if (facts.kind === 'no-token')
    return new KataproofError(
      facts.transient ? 'SinkUnreachable' : 'NoIdentity',
      `This app got no token for the Event Grid topic of the alert sink ${name}: ${facts.message}`,
    );
  if (facts.kind === 'unreachable')
    return new KataproofError('SinkUnreachable', `The Event Grid topic of the alert sink ${name} gave no answer.`);
  const { status, retryAfterMs } = facts;
  // The topic may echo the very key that was sent.
  const [code = '', message = ''] = [facts.code, facts.message].map((text) => removeKnown(text, key ? [key] : []));
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
