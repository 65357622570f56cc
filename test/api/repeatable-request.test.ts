import { describe, expect, test } from '@jest/globals';
import { HttpError } from '../../shared/api/http-error.ts';
import { fingerprintOf, parseRequestId, requestKey, trackedMs } from '../../shared/api/repeatable-request.ts';

const now = Date.parse('2026-11-20T10:00:00.000Z');
const guid = '6F9619FF-8B86-D011-B42D-00C04FC964FF';
const sentAt = (ms: number) => new Date(ms).toUTCString();
const parse = (headers: Record<string, string>) => parseRequestId(new Headers(headers), now);

function refusalOf(headers: Record<string, string>): [number, string, string | undefined] {
  try {
    parse(headers);
  } catch (error) {
    if (error instanceof HttpError) return [error.status, error.code, error.details[0]?.target];
  }
  throw new Error('was not refused');
}

describe('a request', () => {
  test('without an id may not be repeated', () => expect(parse({})).toBeNull());

  test('has the Operation-Id that its caller chose', () =>
    expect(parse({ 'operation-id': 'build-4711:prod' })).toEqual({ header: 'Operation-Id', id: 'build-4711:prod' }));

  test('has the GUID of its first sending, in any case', () => {
    const headers = { 'Repeatability-Request-ID': guid, 'Repeatability-First-Sent': sentAt(now - 60_000) };
    expect(parse(headers)).toEqual({ header: 'Repeatability-Request-ID', id: guid.toLowerCase() });
  });

  test.each([
    ['Operation-Id', { 'Operation-Id': 'a b' }],
    ['Operation-Id', { 'Operation-Id': 'x'.repeat(129) }],
    ['Operation-Id', { 'Operation-Id': '' }],
    ['Operation-Id', { 'Operation-Id': 'a', 'Repeatability-Request-ID': guid }],
    ['Repeatability-Request-ID', { 'Repeatability-First-Sent': sentAt(now) }],
    ['Repeatability-Request-ID', { 'Repeatability-Request-ID': 'mine', 'Repeatability-First-Sent': sentAt(now) }],
    ['Repeatability-First-Sent', { 'Repeatability-Request-ID': guid }],
    [
      'Repeatability-First-Sent',
      { 'Repeatability-Request-ID': guid, 'Repeatability-First-Sent': '2026-11-20T10:00:00Z' },
    ],
    [
      'Repeatability-First-Sent',
      { 'Repeatability-Request-ID': guid, 'Repeatability-First-Sent': sentAt(now + 3_600_000) },
    ],
  ] as const)('with a wrong %s is refused', (target, headers) =>
    expect(refusalOf(headers)).toEqual([400, 'InvalidHeader', target]),
  );

  test('first sent before anybody remembers is refused', () => {
    const sent = (ms: number) => ({ 'Repeatability-Request-ID': guid, 'Repeatability-First-Sent': sentAt(ms) });
    expect(parse(sent(now - trackedMs))).not.toBeNull();
    expect(refusalOf(sent(now - trackedMs - 1000))).toEqual([412, 'RepeatabilityWindowExpired', undefined]);
  });
});

describe('the fingerprint', () => {
  test('is that of the same request, in whatever order its fields come', () =>
    expect(fingerprintOf('a', { x: 1, y: { b: [1, 2], a: null } })).toBe(
      fingerprintOf('a', { y: { a: null, b: [1, 2] }, x: 1 }),
    ));

  test.each([
    ['operation', 'b', { x: 1 }],
    ['body', 'a', { x: 2 }],
    ['order of a list', 'a', { x: [2, 1] }],
  ])('differs with the %s', (_what, operation, asked) =>
    expect(fingerprintOf(operation, asked)).not.toBe(fingerprintOf('a', { x: Array.isArray(asked.x) ? [1, 2] : 1 })),
  );
});

test('ids of both headers are never one key', () =>
  expect(requestKey({ header: 'Operation-Id', id: guid })).not.toBe(
    requestKey({ header: 'Repeatability-Request-ID', id: guid }),
  ));
