import { describe, expect, test } from '@jest/globals';
import { toFailure } from '../../shared/errors/failure.ts';
import { toRefusalError } from '../../shared/kubernetes/connection/refusal-error.ts';
import { status } from '../support/kubernetes/scripted-api-server.ts';
import { canaries } from '../support/samples/canaries.ts';

const refuse = (code: number, reason: string, message: string, details?: object) =>
  toRefusalError(code, JSON.stringify(status(code, reason, message, details)), {});

/** Messages of real API servers, admission plugins and AKS policies. */
const admissionWords = [
  'pods "x" is forbidden: violates PodSecurity "restricted:latest": allowPrivilegeEscalation != false',
  'admission webhook "validation.gatekeeper.sh" denied the request: [azurepolicy] no readinessProbe',
  'pods "x" is forbidden: exceeded quota: q, requested: memory=856Mi, used: memory=0, limited: memory=512Mi',
  'pods "x" is forbidden: pod rejected: RuntimeClass "kata-vm-isolation" not found',
  'pods "x" is forbidden: maximum memory usage per Container is 128Mi, but limit is 256Mi',
  'pods "x" is forbidden: error looking up service account n/default: serviceaccount "default" not found',
];
const authorizationWords = [
  'nodes is forbidden: User "44444444" cannot list resource "nodes" in API group "" at the cluster scope',
  'pods is forbidden: User "a" cannot create resource "pods" in API group "" in the namespace "n": User does not have access to the resource in Azure. Update role assignment to allow access.',
  '',
];

test.each(canaries)('a refusal tells no %s', (_what, text, secret) => {
  for (const status of [400, 403, 409, 422, 500]) {
    const message = `admission webhook "x" denied the request: ${text}`;
    expect(toRefusalError(status, { message, reason: 'Odd' }, {}).message).not.toMatch(secret);
    expect(toRefusalError(status, { message: text }, {}).message).not.toMatch(secret);
  }
});

describe('toRefusalError', () => {
  test.each(admissionWords)('a refusal by admission is final and keeps its words: %s', (words) => {
    expect(toFailure(refuse(403, 'Forbidden', words))).toEqual({
      code: 'AdmissionDenied',
      message: words,
      retryable: false,
      retryAfterMs: null,
    });
  });

  test.each(authorizationWords)('a refusal by authorization may heal: %j', (words) => {
    expect(refuse(403, 'Forbidden', words)).toMatchObject({ code: 'Forbidden', retryable: true });
  });

  test('a namespace that goes will be gone', () => {
    const words = 'jobs "x" is forbidden: unable to create new content in namespace n because it is being terminated';
    const details = { causes: [{ reason: 'NamespaceTerminating', message: 'namespace n is being terminated' }] };
    expect(refuse(403, 'Forbidden', words, details)).toMatchObject({ code: 'NamespaceTerminating', retryable: true });
  });

  test.each([
    [401, 'Unauthorized', false, 'Unauthorized'],
    [404, 'NotFound', false, 'NotFound'],
    [409, 'AlreadyExists', false, 'AlreadyExists'],
    [409, 'Conflict', true, 'Conflict'],
    [410, 'Expired', true, 'Expired'],
    [422, 'Invalid', false, 'Invalid'],
    [429, 'TooManyRequests', true, 'Throttled'],
    [500, 'InternalError', true, 'ServerFailed'],
    [503, 'ServiceUnavailable', true, 'ServerFailed'],
    [504, 'Timeout', true, 'ServerFailed'],
  ])('%i %s: retryable %s', (code, reason, retryable, expected) => {
    expect(refuse(code, reason, 'words')).toMatchObject({ code: expected, retryable });
  });

  test('says when to come back, in milliseconds', () => {
    expect(toRefusalError(429, undefined, { 'retry-after': '7' }).retryAfterMs).toBe(7000);
    expect(refuse(500, 'ServerTimeout', 'w', { retryAfterSeconds: 2 }).retryAfterMs).toBe(2000);
    expect(toRefusalError(503, undefined, { 'retry-after': 'soon' }).retryAfterMs).toBeNull();
  });

  test.each(['<html>Bad gateway</html>', '', undefined, null, 7, '{"message":7}', '[]', '"text"'])(
    'makes sense of any body: %j',
    (body) => {
      expect(toRefusalError(502, body, {})).toMatchObject({
        code: 'ServerFailed',
        message: 'The API server answered 502.',
        retryable: true,
      });
    },
  );

  test('bounds the words of others', () => {
    expect(refuse(422, 'Invalid', 'x'.repeat(100_000)).message.length).toBeLessThanOrEqual(1000);
  });
});
