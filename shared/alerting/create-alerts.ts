import { AzureKeyCredential, EventGridPublisherClient } from '@azure/eventgrid';
import type { TokenCredential } from '@azure/identity';
import { KataproofError, toFailure } from '../errors.ts';
import type { Alerts } from '../ports/alerts.ts';
import { readRestError } from '../read-rest-error.ts';
import { buildAlertEvent } from './build-alert-event.ts';

const sendTimeoutMs = 30_000;

/**
 * Alerts as events on an Event Grid topic of the CloudEvents 1.0 schema. Signed with the topic's key if there is one,
 * otherwise sent with the app's identity. Without a topic nothing is sent.
 */
export function createAlerts(dependencies: {
  topicEndpoint: string | null;
  topicKey: string | null;
  credential: TokenCredential;
}): Alerts {
  const { topicEndpoint, topicKey, credential } = dependencies;
  if (topicEndpoint === null) return { sendAlert: async () => ({ ok: true, value: { sent: false } }) };
  // No retries in here: a failure is a value, and the workflow tries again on durable timers.
  const options = { retryOptions: { maxRetries: 0 } };
  const client =
    topicKey === null
      ? new EventGridPublisherClient(topicEndpoint, 'CloudEvent', credential, options)
      : new EventGridPublisherClient(topicEndpoint, 'CloudEvent', new AzureKeyCredential(topicKey), options);
  return {
    async sendAlert(alert) {
      try {
        await client.send([buildAlertEvent(alert)], { abortSignal: AbortSignal.timeout(sendTimeoutMs) });
        return { ok: true, value: { sent: true } };
      } catch (error) {
        return { ok: false, failure: toFailure(toAlertError(error)) };
      }
    },
  };
}

/** A coded error for what the publisher threw; an error of another making is handed back as it is. */
function toAlertError(error: unknown): unknown {
  const facts = readRestError(error, Date.now());
  if (facts.kind === 'other') return error;
  if (facts.kind === 'no-token')
    return new KataproofError(
      facts.transient ? 'TopicUnreachable' : 'NoIdentity',
      `This app got no token for the Event Grid topic: ${facts.message}`,
    );
  if (facts.kind === 'unreachable')
    return new KataproofError('TopicUnreachable', `The Event Grid topic gave no answer: ${facts.message}`);
  const { status, code, message, retryAfterMs } = facts;
  const options = { httpStatus: status, retryAfterMs };
  if (status === 401 || status === 403)
    return new KataproofError(
      'Forbidden',
      `The Event Grid topic refused (${code}). Check KATAPROOF_ALERT_TOPIC_KEY, or give this app the role "EventGrid Data Sender" on the topic.`,
      options,
    );
  if (status === 429) return new KataproofError('Throttled', `The Event Grid topic is busy: ${message}`, options);
  if (status === 408 || status >= 500)
    return new KataproofError('ServerFailed', `The Event Grid topic failed (${code}): ${message}`, options);
  return new KataproofError(code, `The Event Grid topic refused the alert: ${message}`, options);
}
