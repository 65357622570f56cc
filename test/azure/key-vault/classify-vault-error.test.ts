import { expect, test } from '@jest/globals';
import { classifyVaultError } from '../../../shared/azure/key-vault/classify-vault-error.ts';

const refusal = (message: string) =>
  classifyVaultError({ kind: 'answered', status: 403, code: 'Forbidden', message, retryAfterMs: null }, 'read the key');

/** As Azure words it: issues of users quote these. */
test.each([
  'Public network access is disabled and request is not from a trusted service nor via an approved private link.',
  'Client address is not authorized and caller is not a trusted service.',
  'Connection is not an approved private link and caller was ignored because bypass is set to None',
  'Caller is not authorized to perform action on resource.',
])('a vault that refuses by "%s" has a role or a firewall to be looked at', (message) => {
  const error = refusal(message);
  expect([error.code, error.message]).toEqual(['Forbidden', expect.stringContaining("the vault's firewall admit it")]);
});

test.each([
  'Operation get is not allowed on a disabled key.',
  'Operation sign is not allowed on an expired key.',
  'Operation sign is not permitted on this key.',
])('a vault that refuses by "%s" has a key to be looked at', (message) => {
  expect(refusal(message)).toMatchObject({ code: 'SigningKeyUnusable', message: expect.stringContaining(message) });
});
