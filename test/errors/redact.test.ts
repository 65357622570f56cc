import { describe, expect, test } from '@jest/globals';
import { quote } from '../../shared/errors/quote.ts';
import { redact, removeKnown } from '../../shared/errors/redact.ts';
import { mapTexts, withoutSecrets } from '../../shared/errors/without-secrets.ts';
import { canaries } from '../support/samples/canaries.ts';

describe('redact', () => {
  test.each(canaries)('removes %s, alone and in the middle of a text', (_what, text, secret) => {
    expect(text).toMatch(secret);
    for (const told of [text, `The server said: ${text}\nand no more.`]) {
      const clean = redact(told);
      expect(clean).not.toMatch(secret);
      expect(clean).toContain('removed]');
      expect(redact(clean)).toBe(clean);
    }
  });

  test.each([
    '/subscriptions/11111111-1111-4111-8111-111111111111/resourceGroups/fleet/providers/Microsoft.ContainerService/managedClusters/one/agentPools/kata',
    '/subscriptions/3f2a9c4e-1b2d-4c5e-8f90-1a2b3c4d5e6f/resourceGroups/MC_Prod-Fleet-WestEurope_AKS-Prod-01_westeurope/providers/x',
    'mcr.microsoft.com/azurelinux/busybox@sha256:6f4a61a7f1e6c0d4d6c6a9f0b7b6d0d4d6c6a9f0b7b6d0d4d6c6a9f0b7b6d0d4',
    'mcr.microsoft.com/azurelinux/busybox:1.36@sha256:6f4a61a7f1e6c0d4d6c6a9f0b7b6d0d4d6c6a9f0b7b6d0d4d6c6a9f0b7b6d0d4',
    'Insufficient vcpu quota requested 2, remaining 0 for family StandardDasv7Family for region eastus.',
    'boot id 7d0f2a4e-1111-4111-8111-111111111111 of kernel 6.6.137.mshv2-2.azl3',
    'The bearer token is missing. The token was expired. Basic authentication is not offered.',
    'invalid token: expired',
    'could not get a token: 401 Unauthorized',
    'KATAPROOF_ALERT_TOPIC_KEY: must be an access key of the topic',
    'KATAPROOF_ALERT_SINKS[0].secret: must be whsec_ and 24 to 64 random bytes in base64: echo whsec_$(openssl rand -base64 32)',
    'User "jane@contoso.com" cannot list resource "secrets" in API group "" at the cluster scope',
    'pods "x" is forbidden: pod rejected: RuntimeClass "kata-vm-isolation" not found',
    'MountVolume.SetUp failed for volume "certs" : secret "webhook-tls" not found',
    'failed calling webhook "kata.example": Post "https://kata.system.svc:443/mutate": context deadline exceeded',
    'failed calling webhook "v.kata.example": Post "https://webhook.kata-system.svc:443/webhook/mutate": EOF',
    'For more details please go to https://aka.ms/ARMResourceNotFoundFix or https://learn.example/aks#limits',
  ])('leaves ordinary text alone: %s', (text) => {
    expect(redact(text)).toBe(text);
  });

  test('keeps the rest of what it cleans', () => {
    expect(redact('GET https://bob:x@h.example:8443/operations/1?api-version=2025-03-01&s=SIGNED failed')).toBe(
      'GET https://[removed]@h.example:8443/operations/1?[removed] failed',
    );
  });

  test('cuts a text of any length, and no secret in half', () => {
    const secret = 'ghp_16C7e42F292c6912E7710c838347Ae178B4a';
    for (let before = 16_330; before < 16_390; before += 3) {
      const clean = redact(`${'so '.repeat(before / 3)}${secret} ${'and so on '.repeat(100_000)}`);
      expect(clean.length).toBeLessThanOrEqual(16_384);
      expect(clean).not.toContain('ghp_');
    }
    expect(redact('eyJ-'.repeat(1_000_000)).length).toBeLessThan(100);
  });
});

test('what is quoted is cut after its secrets were removed, so that no half of one stays', () => {
  for (const [, text, secret] of canaries)
    for (let before = 0; before < text.length; before += 7) {
      const quoted = quote(`${'x '.repeat(Math.max(0, (100 - before) / 2))}${text}`, 100);
      expect(quoted.length).toBeLessThanOrEqual(100);
      if (typeof secret === 'string' && secret.length > 12) expect(quoted).not.toContain(secret.slice(0, 12));
    }
});

describe('a secret that is known', () => {
  const token = 'opaque-and-lower-case-words';

  test('is removed wherever it stands, whole or cut short', () => {
    expect(removeKnown(`<${token}> ${token}${token} got "${token.slice(0, 20)}…"`, [token])).toBe(
      '<[token removed]> [token removed][token removed] got "[token removed]…"',
    );
  });

  test('of a few characters is none, and hits no word', () => {
    expect(removeKnown('the pod', ['', 'the', 'pod'])).toBe('the pod');
    expect(removeKnown('abcd1234 abcd123', ['abcd1234'])).toBe('[token removed] abcd123');
  });
});

test('plain data is cleaned at any depth, and dates stay dates', () => {
  const at = new Date(0);
  const told = { deep: [{ text: 'password=hunter2', count: 1, at, none: null }] };
  expect(withoutSecrets(told)).toEqual({ deep: [{ text: 'password=[removed]', count: 1, at, none: null }] });
  expect(mapTexts(Object.assign(Object.create(null), { a: 'x' }), (text) => `${text}!`)).toEqual({ a: 'x!' });
});
