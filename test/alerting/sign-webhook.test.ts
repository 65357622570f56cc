import { createHmac, timingSafeEqual } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { signWebhook } from '../../shared/alerting/sign-webhook.ts';
import { verifySignature } from './verify-signature.ts';

const secret = `whsec_${Buffer.alloc(32, 1).toString('base64')}`;
const previous = `whsec_${Buffer.alloc(64, 2).toString('base64')}`;
const message = { id: 'a-1', timestampSeconds: 1_790_000_000, body: '{"ü":1}' };
const requestOf = (secrets: string[]) => ({
  headers: {
    'webhook-id': message.id,
    'webhook-timestamp': String(message.timestampSeconds),
    'webhook-signature': signWebhook(message, secrets),
  },
  body: message.body,
});
const now = message.timestampSeconds;

/** The receiver of docs/alerts.md, exactly as printed there. */
const printed = /```js\nimport [^\n]+\n([\s\S]+?)```/.exec(
  readFileSync(join(import.meta.dirname, '../../docs/alerts.md'), 'utf8'),
)?.[1];
const isGenuine = new Function('createHmac', 'timingSafeEqual', `${printed}; return isGenuine;`)(
  createHmac,
  timingSafeEqual,
) as (headers: object, body: string, secret: string, nowSeconds: number) => boolean;

describe('the signature of a webhook', () => {
  test('is the one that Standard Webhooks publishes for its example', () => {
    const example = {
      id: 'msg_p5jXN8AQM9LWM0D4loKWxJek',
      timestampSeconds: 1_614_265_330,
      body: '{"test": 2432232314}',
    };
    expect(signWebhook(example, ['whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'])).toBe(
      'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
    );
  });

  test('satisfies both the old and the new secret while they change', () => {
    const request = requestOf([secret, previous]);
    expect(verifySignature(request, secret, now)).toBe(true);
    expect(verifySignature(request, previous, now)).toBe(true);
  });

  test.each([
    ['another body', { body: '{"ü":2}' }, {}],
    ['another id', {}, { 'webhook-id': 'a-2' }],
    ['another moment', {}, { 'webhook-timestamp': String(now + 1) }],
  ])('is wrong for %s', (_what, change, headers) => {
    const request = requestOf([secret]);
    expect(verifySignature({ ...request, ...change, headers: { ...request.headers, ...headers } }, secret, now)).toBe(
      false,
    );
  });

  test('is wrong for another secret, and worth nothing after five minutes', () => {
    expect(verifySignature(requestOf([previous]), secret, now)).toBe(false);
    expect(verifySignature(requestOf([secret]), secret, now + 301)).toBe(false);
  });

  test('is verified by the receiver that the documentation prints', () => {
    const { headers, body } = requestOf([previous, secret]);
    expect(isGenuine(headers, body, secret, now)).toBe(true);
    expect(isGenuine(headers, body, previous, now + 300)).toBe(true);
    expect(isGenuine(headers, `${body} `, secret, now)).toBe(false);
    expect(isGenuine(headers, body, secret, now + 301)).toBe(false);
    expect(isGenuine(headers, body, `whsec_${Buffer.alloc(32, 9).toString('base64')}`, now)).toBe(false);
  });
});
