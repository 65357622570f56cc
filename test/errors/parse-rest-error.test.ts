import { describe, expect, test } from '@jest/globals';
import { parseRestError } from '../../shared/errors/parse-rest-error.ts';

const now = Date.parse('2026-11-20T10:00:00Z');
const headers = (all: Record<string, string>) => ({ headers: { get: (name: string) => all[name] } });
const error = (fields: object) => Object.assign(new Error('said'), { name: 'RestError' }, fields);

describe('an error of an Azure SDK', () => {
  test.each([
    ['the enveloped form', { error: { code: 'Inner', message: 'Why.' } }],
    ['the flat form', { code: 'Inner', details: null, message: 'Why.', subcode: '' }],
    ['the OData form', { 'odata.error': { code: 'Inner', message: { lang: 'en-us', value: 'Why.' } } }],
  ])('is read in %s, parsed or as text', (_form, body) => {
    const expected = { kind: 'answered', status: 400, code: 'Inner', message: 'Why.', retryAfterMs: null };
    expect(parseRestError(error({ statusCode: 400, details: body }), now)).toEqual(expected);
    const asText = error({ statusCode: 400, response: { bodyAsText: JSON.stringify(body) } });
    expect(parseRestError(asText, now)).toEqual(expected);
  });

  test.each([
    ["the SDK's code when there is no body", { statusCode: 409, code: 'OperationNotAllowed' }, 'OperationNotAllowed'],
    ['the status when there is no code', { statusCode: 502, response: { bodyAsText: '<html>' } }, 'Http502'],
    [
      "the SDK's code when its details are hollow",
      { statusCode: 404, code: 'NotFound', details: { error: undefined } },
      'NotFound',
    ],
  ])('falls back on %s', (_what, fields, code) => {
    expect(parseRestError(error(fields), now)).toMatchObject({ code, message: 'said' });
  });

  test.each([
    ['seconds', { 'retry-after': '30' }, 30_000],
    ['a date', { 'retry-after': 'Fri, 20 Nov 2026 10:00:45 GMT' }, 45_000],
    ['a date gone by', { 'retry-after': 'Fri, 20 Nov 2026 09:00:00 GMT' }, 0],
    ['milliseconds', { 'x-ms-retry-after-ms': '250', 'retry-after': '1' }, 250],
    ['nonsense', { 'retry-after': 'later' }, null],
    ['nothing', {}, null],
  ])('says how long to wait, given %s', (_what, all, retryAfterMs) => {
    expect(parseRestError(error({ statusCode: 429, response: headers(all) }), now)).toMatchObject({ retryAfterMs });
  });

  test.each([
    ['a connection that failed', error({ code: 'ECONNREFUSED' })],
    ['a request that could not be sent', error({ code: 'REQUEST_SEND_ERROR' })],
    ['an abort', Object.assign(new Error('aborted'), { name: 'AbortError' })],
    ['a certificate', Object.assign(new Error('expired'), { code: 'CERT_HAS_EXPIRED' })],
    ['a system error', Object.assign(new Error('no such host'), { code: 'ENOTFOUND' })],
  ])('is no answer: %s', (_what, thrown) => {
    expect(parseRestError(thrown, now)).toMatchObject({ kind: 'unreachable', message: thrown.message });
  });

  const noToken = (fields: object) => error({ name: 'CredentialUnavailableError', ...fields });
  test.each([
    ['for good', noToken({}), false],
    ['for good, as the endpoint said', noToken({ cause: { status: 400 } }), false],
    ['for now, as the endpoint failed', noToken({ cause: { status: 500 } }), true],
    ['for now, as the endpoint throttled', noToken({ cause: { status: 429 } }), true],
    ['for now, without an answer', noToken({ cause: { errorCode: 'network_error' } }), true],
    [
      'for now, in a chain',
      error({ name: 'AggregateAuthenticationError', errors: [noToken({}), noToken({ cause: { status: 503 } })] }),
      true,
    ],
  ])('may be a missing token: %s', (_what, thrown, transient) => {
    expect(parseRestError(thrown, now)).toEqual({ kind: 'no-token', message: 'said', transient });
  });

  test.each([new TypeError('x is not a function'), 'a text', null, undefined, 42])('may be none: %s', (thrown) => {
    expect(parseRestError(thrown, now).kind).toBe('other');
  });
});
