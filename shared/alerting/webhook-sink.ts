import { stableHash } from '../plain/stable-hash.ts';
import type { SinkSettings } from '../settings/sink-settings.ts';
import type { Deliver } from './deliver.ts';
import { postJson } from './post-json.ts';
import { renderWebhook } from './render-webhook.ts';
import { signWebhook } from './sign-webhook.ts';

/**
 * Delivers alerts to any HTTPS receiver, signed as Standard Webhooks says; docs/alerts.md shows how to verify the
 * signature. Throws the errors of postJson.
 */
export function createWebhookSink(
  { name, url, secret, previousSecret }: Extract<SinkSettings, { kind: 'webhook' }>,
  { timeoutMs, now }: { timeoutMs: number; now: () => number },
): Deliver {
  const secrets = previousSecret ? [secret, previousSecret] : [secret];
  return (alerts) => {
    const nowMs = now();
    const id = groupId(alerts.map((alert) => alert.id));
    const timestampSeconds = Math.floor(nowMs / 1000);
    const body = JSON.stringify(renderWebhook(alerts));
    return postJson({
      sinkName: name,
      url,
      body,
      timeoutMs,
      nowMs,
      headers: {
        'Idempotency-Key': id,
        'webhook-id': id,
        'webhook-timestamp': String(timestampSeconds),
        'webhook-signature': signWebhook({ id, timestampSeconds, body }, secrets),
      },
    });
  };
}

/** The id of one message: the alert's own id for a single alert, otherwise a hash of all their ids. */
function groupId(ids: readonly string[]): string {
  const [first = '', ...others] = ids;
  return others.length === 0 ? first : `group-${stableHash([...ids].sort().join('|'))}`;
}
