import { expect, test } from '@jest/globals';
import { isNetworkCode } from '../../shared/errors/network-code.ts';

test.each([
  ...['ECONNREFUSED', 'ECONNRESET', 'ENOTFOUND', 'EAI_AGAIN', 'EPIPE', 'EPROTO', 'ETIMEDOUT'],
  ...['UND_ERR_CONNECT_TIMEOUT', 'UND_ERR_SOCKET', 'CERT_HAS_EXPIRED', 'DEPTH_ZERO_SELF_SIGNED_CERT'],
  ...[
    'SELF_SIGNED_CERT_IN_CHAIN',
    'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
    'ERR_TLS_CERT_ALTNAME_INVALID',
    'ERR_SSL_WRONG_VERSION_NUMBER',
  ],
])('%s is of the network', (code) => {
  expect(isNetworkCode(code)).toBe(true);
});

test.each([
  'ERR_INVALID_ARG_TYPE',
  'ERR_INVALID_URL',
  'ERR_OUT_OF_RANGE',
  'MODULE_NOT_FOUND',
  'Throttled',
  '',
  404,
  null,
])('%j is none of the network', (code) => {
  expect(isNetworkCode(code)).toBe(false);
});
