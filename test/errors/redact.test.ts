import { describe, expect, test } from '@jest/globals';
import { redact } from '../../shared/errors/redact.ts';

const jwt = `eyJhbGciOiJFUzI1NiJ9.${'eyJhdWQiOiJhIn0'}.c2lnbmF0dXJl-_x`;
const accountKey = `${Buffer.alloc(64, 7).toString('base64')}`;
const topicKey = Buffer.alloc(32, 9).toString('base64');
const kubeconfig = Buffer.from(`apiVersion: v1\nkind: Config\n${'x'.repeat(300)}`).toString('base64');

describe('redact', () => {
  test.each([
    ['a bearer token', `Authorization: Bearer ${jwt} was refused`, jwt],
    ['a bearer token that is no JWT', 'Authorization: Bearer abc.DEF-123~xyz0987==', 'abc.DEF-123'],
    ['a bare JWT', `got ${jwt}`, jwt],
    [
      'the signature of an operation URL',
      'GET https://management.azure.com/x/operations/1?api-version=2025-03-01&t=638&c=MIIabc&s=SIGNED&h=HASHED failed',
      /SIGNED|HASHED|MIIabc|638/,
    ],
    ['a shared access signature', 'https://a.blob.core.windows.net/c?sv=2024&sig=a%2Bb%3D', 'a%2Bb%3D'],
    ['a function key', 'https://a.azurewebsites.net/api/x?code=SECRET_KEY', 'SECRET_KEY'],
    ['an account key', `AccountName=a;AccountKey=${accountKey};EndpointSuffix=x`, accountKey],
    ['a bare account key', `key ${accountKey}!`, accountKey],
    ['a topic key', `aeg-sas-key: ${topicKey}`, topicKey],
    ['a base64 kubeconfig', `{"value":"${kubeconfig}"}`, kubeconfig.slice(0, 60)],
    ['a kubeconfig token', `users:\n- user:\n    token: ${'a1'.repeat(20)}`, 'a1a1a1'],
    ['a Slack hook', 'POST https://hooks.slack.com/services/T0AAAA/B0BBBB/hunter2 failed', /T0AAAA|hunter2/],
    ['a Teams connector', 'https://contoso.webhook.office.com/webhookb2/one@two/IncomingWebhook/three', 'one@two'],
    [
      'a Teams workflow',
      'https://prod-1.westeurope.logic.azure.com:443/workflows/a/triggers/manual/paths/invoke?api-version=2016-06-01&sp=x&sv=1.0&sig=hunter2',
      'hunter2',
    ],
    ['a signing secret', 'signed with whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw', 'MfKQ9r8G'],
    ['a private key', '-----BEGIN RSA PRIVATE KEY-----\nMIIE\n-----END RSA PRIVATE KEY-----', 'MIIE'],
    ['a private key that was cut off', '-----BEGIN PRIVATE KEY-----\nMIIE', 'MIIE'],
  ])('removes %s', (_what, text, secret) => {
    expect(text).toMatch(secret);
    expect(redact(text)).not.toMatch(secret);
  });

  test.each([
    '/subscriptions/11111111-1111-4111-8111-111111111111/resourceGroups/fleet/providers/Microsoft.ContainerService/managedClusters/one/agentPools/kata',
    'mcr.microsoft.com/azurelinux/busybox@sha256:6f4a61a7f1e6c0d4d6c6a9f0b7b6d0d4d6c6a9f0b7b6d0d4d6c6a9f0b7b6d0d4',
    'Insufficient vcpu quota requested 2, remaining 0 for family StandardDasv7Family for region eastus.',
    'boot id 7d0f2a4e-1111-4111-8111-111111111111 of kernel 6.6.137.mshv2-2.azl3',
    'The bearer token is missing. The token was expired.',
  ])('leaves ordinary text alone: %s', (text) => {
    expect(redact(text)).toBe(text);
  });

  test('keeps the rest of what it cleans', () => {
    expect(redact('GET https://x/operations/1?api-version=2025-03-01&s=SIGNED failed')).toBe(
      'GET https://x/operations/1?api-version=2025-03-01&s=[removed] failed',
    );
  });
});
