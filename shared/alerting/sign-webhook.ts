import { createHmac } from 'node:crypto';

/**
 * Computes the signature header of Standard Webhooks (standardwebhooks.com, version 1): HMAC-SHA256 over id, timestamp
 * in seconds and body, joined by dots, in base64, once for each secret. The timestamp is signed too, so that nobody can
 * send an old message again as a new one. A secret is `whsec_` and base64.
 */
export function signWebhook(
  message: { id: string; timestampSeconds: number; body: string },
  secrets: readonly string[],
): string {
  const signed = `${message.id}.${message.timestampSeconds}.${message.body}`;
  return secrets
    .map((secret) => Buffer.from(secret.replace(/^whsec_/, ''), 'base64'))
    .map((key) => `v1,${createHmac('sha256', key).update(signed).digest('base64')}`)
    .join(' ');
}
