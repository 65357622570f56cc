import { describe, expect, test } from '@jest/globals';
import { HttpError } from '../../shared/api/http-error.ts';
import { parsePostureFilter, parseRunFilter } from '../../shared/api/list-filters.ts';

const id =
  '/subscriptions/11111111-1111-4111-8111-111111111111/resourceGroups/fleet/providers/Microsoft.ContainerService/managedClusters/one';
const cluster = { subscriptionId: '11111111-1111-4111-8111-111111111111', resourceGroup: 'fleet', name: 'one' };

function refusalOf(filter: string): HttpError {
  try {
    parseRunFilter(filter);
  } catch (error) {
    if (error instanceof HttpError) return error;
  }
  throw new Error(`${filter} was not refused`);
}

describe('a filter of runs', () => {
  test('that is left out lets everything pass', () => expect(parseRunFilter(undefined)).toEqual({}));

  test.each([
    [`cluster eq '${id}'`, { cluster }],
    ["kind eq 'provisioning'", { kind: 'provisioning' }],
    ["verdict eq 'shared-kernel'", { verdict: 'shared-kernel' }],
    ["status eq 'NotStarted'", { status: 'running', begun: false }],
    ["status eq 'Running'", { status: 'running', begun: true }],
    ["status eq 'Succeeded'", { status: 'done' }],
    ["status eq 'Canceled'", { status: 'cancelled' }],
    ['since ge 2026-11-20T10:00:00+01:00', { since: '2026-11-20T09:00:00.000Z' }],
    ["since ge '2026-11-20'", { since: '2026-11-20T00:00:00.000Z' }],
    ["  kind eq 'verification'  and verdict eq 'suspect' ", { kind: 'verification', verdict: 'suspect' }],
  ])('is read: %s', (text, filter) => expect(parseRunFilter(text)).toEqual(filter));

  test.each([
    '',
    'isolated',
    "colour eq 'red'",
    "toString eq 'x'",
    "verdict ne 'isolated'",
    "verdict eq 'Isolated'",
    "verdict eq 'isolated' or verdict eq 'suspect'",
    "verdict eq 'isolated' and",
    "verdict eq 'isolated' and verdict eq 'isolated'",
    "verdict eq 'isolated",
    "verdict eq 'isolated'' and PartitionKey eq ''open'",
    'since ge yesterday',
    'since ge 2026-13-40',
    "since eq '2026-11-20'",
    `cluster eq '${id}/agentPools/kata'`,
    "cluster eq 'one'",
  ])('is refused with all that it may be: %s', (text) => {
    const { status, code, message, details } = refusalOf(text);
    expect([status, code, details[0]?.target]).toEqual([400, 'InvalidFilter', 'filter']);
    for (const known of ['cluster eq', 'kind eq', 'status eq', 'verdict eq', 'since ge'])
      expect(message).toContain(known);
  });
});

test('a filter of postures has fields of its own', () => {
  expect(parsePostureFilter("verdict eq 'suspect' and since ge 2026-11-20")).toEqual({
    verdict: 'suspect',
    since: '2026-11-20T00:00:00.000Z',
  });
  expect(() => parsePostureFilter("status eq 'Running'")).toThrow(/cluster eq .*verdict eq .*since ge/);
});
