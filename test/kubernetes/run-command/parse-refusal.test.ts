import { describe, expect, test } from '@jest/globals';
import { toRefusalError } from '../../../shared/kubernetes/connection/refusal-error.ts';
import { toAnswer } from '../../../shared/kubernetes/run-command/parse-refusal.ts';

/** What becomes of words of the real kubectl 1.32. */
function errorOf(err: string) {
  const { status, text } = toAnswer({ exitCode: 1, out: '', err });
  const { code, message, retryable, httpStatus } = toRefusalError(status, text, {});
  return { code, message, retryable, httpStatus };
}

describe("kubectl's words", () => {
  test.each<[string, string, object]>([
    ['not found', 'Error from server (NotFound): namespaces "a" not found\n', { code: 'NotFound', httpStatus: 404 }],
    [
      'taken',
      'Error from server (AlreadyExists): jobs.batch "a" already exists\n',
      { code: 'AlreadyExists', httpStatus: 409 },
    ],
    [
      'another uid',
      'Error from server (Conflict): Operation cannot be fulfilled on namespaces "a": Precondition failed: UID in precondition: b, UID in object meta: c\n',
      { code: 'Conflict', httpStatus: 409 },
    ],
    [
      'invalid',
      'The Job "A_" is invalid: \n* metadata.name: Invalid value: "A_": no\n* spec: Required value\n',
      { code: 'Invalid', httpStatus: 422, message: expect.stringContaining('metadata.name') },
    ],
    [
      'no right',
      'Error from server (Forbidden): nodes is forbidden: User "u" cannot list resource "nodes" in API group "" at the cluster scope\n',
      { code: 'Forbidden', retryable: true, httpStatus: 403 },
    ],
    [
      'a policy',
      'Error from server (Forbidden): admission webhook "validation.gatekeeper.sh" denied the request: no\n',
      { code: 'AdmissionDenied', retryable: false },
    ],
    [
      'a namespace that ends',
      'Error from server (Forbidden): jobs.batch "a" is forbidden: unable to create new content in namespace n because it is being terminated\n',
      { code: 'NamespaceTerminating', retryable: true },
    ],
    ['no login', 'error: You must be logged in to the server (Unauthorized)\n', { code: 'Unauthorized' }],
    ['throttled', 'Error from server (TooManyRequests): slow down\n', { code: 'Throttled', retryable: true }],
    ['old pages', 'Error from server (Expired): too old\n', { code: 'Expired', retryable: true, httpStatus: 410 }],
    [
      'a failure behind a warning',
      'Warning: v1 is old\nError from server (InternalError): an error on the server ("") has prevented the request from succeeding\n',
      { code: 'ServerFailed', retryable: true },
    ],
    ['a reason that is new', 'Error from server (Newest): what\n', { code: 'ServerFailed', httpStatus: 500 }],
  ])('of %s', (_, words, expected) => {
    expect(errorOf(words)).toMatchObject(expected);
  });

  test('of a connection are told as one', () => {
    const err = 'The connection to the server 10.0.0.1 was refused - did you specify the right host or port?\n';
    expect(() => toAnswer({ exitCode: 1, out: '', err })).toThrow(
      expect.objectContaining({ code: 'ClusterUnreachable' }),
    );
  });

  test('that nobody knows are no answer', () => {
    expect(() => toAnswer({ exitCode: 127, out: '{"kind":"PodList"}', err: 'sh: kubectl: not found\n' })).toThrow(
      expect.objectContaining({
        code: 'RunCommandFailed',
        retryable: true,
        message: expect.stringContaining('not found'),
      }),
    );
  });
});
