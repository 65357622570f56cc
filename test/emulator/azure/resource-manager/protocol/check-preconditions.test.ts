import { describe, expect, test } from '@jest/globals';
import { ArmError } from '../../../../../emulator/azure/resource-manager/protocol/arm-error.ts';
import { checkPreconditions } from '../../../../../emulator/azure/resource-manager/protocol/check-preconditions.ts';

/** Returns the status of the refusal, or 0 when the request may go on. */
function verdict(method: 'PUT' | 'PATCH' | 'DELETE', headers: Record<string, string>, eTag: string | null): number {
  try {
    checkPreconditions(method, headers, eTag);
    return 0;
  } catch (error) {
    if (error instanceof ArmError) return error.status;
    throw error;
  }
}

describe('eTags, as the documented table has them', () => {
  test.each([
    ['PUT', {}, 0, 0],
    ['PUT', { 'if-match': '*' }, 412, 0],
    ['PUT', { 'if-match': 'abc' }, 412, 0],
    ['PUT', { 'if-match': '"abc"' }, 412, 0],
    ['PUT', { 'if-match': 'xyz' }, 412, 412],
    ['PUT', { 'if-none-match': '*' }, 0, 412],
    ['PUT', { 'if-none-match': 'abc' }, 400, 400],
    ['PUT', { 'if-match': 'abc', 'if-none-match': '*' }, 400, 400],
    ['PATCH', { 'if-match': 'abc' }, 0, 0],
    ['PATCH', { 'if-match': 'xyz' }, 0, 412],
    ['DELETE', { 'if-match': 'abc' }, 0, 0],
    ['DELETE', { 'if-match': 'xyz' }, 0, 412],
  ] as const)('%s with %j: %d without the resource, %d with it', (method, headers, missing, existing) => {
    expect(verdict(method, headers, null)).toBe(missing);
    expect(verdict(method, headers, 'abc')).toBe(existing);
  });
});
