import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { buildPlan } from '../../shared/plans/build-plan.ts';
import { allOrders, oddTags, orderOf } from './sample-orders.ts';

const program = ['terraform', 'tofu'].find((name) => !spawnSync(name, ['version']).error);
if (!program) console.warn('SKIPPED: neither terraform nor tofu is on the PATH, so the form of no plan is checked.');

/** What `fmt -check -diff` has against a text; nothing if it is as it should be. */
function format(text: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'plan-'));
  try {
    writeFileSync(join(folder, 'main.tf'), text);
    return execFileSync(program ?? '', ['fmt', '-diff', folder], { encoding: 'utf8', stdio: 'pipe' });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

(program ? describe : describe.skip)(`a plan in Terraform, by ${program}`, () => {
  test.each(allOrders)('%s is in the form that it gives to files itself', (_name, order) => {
    expect(format(buildPlan(order).terraform)).toBe('');
  });

  test('a mistake is found: the form is really looked at', () => {
    expect(format('a   =  1\n')).toContain('-a   =  1');
  });

  test('keys of any width stand in columns', () => {
    const tags = { ...oddTags, größe: 'a', 'e\u0301e': 'b', 猫: 'c', '👩‍👩‍👧': 'd', for: 'e', null: 'f', '7': 'g' };
    expect(format(buildPlan(orderOf({ name: 'kata', tags })).terraform)).toBe('');
  });
});

describe('what azurerm refuses is said through azapi', () => {
  const providerOf = (pool: object) =>
    /azurerm|azapi/.exec(buildPlan(orderOf({ name: 'kata', ...pool })).terraform)?.[0];

  test.each([
    ['azurerm', { upgradeSettings: { maxSurge: '1', drainTimeoutInMinutes: 5 } }],
    ['azurerm', { upgradeSettings: { maxUnavailable: '1' } }],
    ['azapi', { upgradeSettings: { drainTimeoutInMinutes: 5 } }],
    ['azapi', { upgradeSettings: { maxSurge: '0', maxUnavailable: '1' } }],
    ['azapi', { kubeletConfig: { podMaxPids: 200 } }],
  ])('%s: %j', (provider, pool) => {
    expect(providerOf(pool)).toBe(provider);
  });
});

test('a number of nodes that an autoscaler changes is the first one alone', () => {
  const scaled = { name: 'kata', enableAutoScaling: true, minCount: 1, maxCount: 5, count: 2 };
  const { terraform } = buildPlan(orderOf(scaled));
  expect(terraform).toMatch(/node_count += 2\n/);
  expect(terraform).toContain('ignore_changes = [node_count]');
});

test('the choice of a disk that azurerm makes and AKS would not is told', () => {
  const told = (pool: object) =>
    buildPlan(orderOf({ name: 'kata', ...pool }))
      .notes.join(' ')
      .includes('osDiskType');
  expect([told({}), told({ osDiskType: 'Ephemeral' }), told({ messageOfTheDay: 'SGVsbG8=' })]).toEqual([
    true,
    false,
    false,
  ]);
});
