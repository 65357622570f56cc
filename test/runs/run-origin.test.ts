import { describe, expect, test } from '@jest/globals';
import { readPrincipal } from '../../shared/plain/principal.ts';
import { startedByEvent } from '../../shared/runs/run-origin.ts';

describe('who asked', () => {
  test('is read from the headers of the platform, and bounded', () => {
    const headers = new Headers({
      'X-MS-CLIENT-PRINCIPAL-ID': 'p1',
      'X-MS-CLIENT-PRINCIPAL-NAME': 'x'.repeat(1000),
      'X-MS-CLIENT-PRINCIPAL-IDP': 'aad',
    });
    expect(readPrincipal(headers)).toEqual({ id: 'p1', name: `${'x'.repeat(255)}…`, provider: 'aad' });
  });

  test.each([{}, { 'X-MS-CLIENT-PRINCIPAL-IDP': 'aad' }, { 'X-MS-CLIENT-PRINCIPAL-ID': ' ' }])(
    'is nobody who is known for %j',
    (headers) => {
      expect(readPrincipal(new Headers(headers as Record<string, string>))).toBeNull();
    },
  );

  test('an event is named by its id and what it means', () => {
    expect(startedByEvent({ id: 'e'.repeat(999), kind: 'pool-written' })).toEqual({
      by: 'event',
      eventId: `${'e'.repeat(255)}…`,
      eventKind: 'pool-written',
    });
  });
});
