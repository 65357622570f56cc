import { describe, expect, test } from '@jest/globals';
import * as app from './rules/app-rules.ts';
import * as data from './rules/data-rules.ts';
import * as identity from './rules/identity-rules.ts';
import * as roles from './rules/role-rules.ts';
import type { Rule } from './rules/rule.ts';
import { readSnapshot, snapshotNames } from './snapshots/snapshot.ts';
import { watchedBy } from './snapshots/watched-by.ts';

const { scopesAreNarrow, ...otherRoles } = roles;
const rules: [string, Rule][] = Object.entries({ ...app, ...data, ...identity, ...otherRoles });

describe.each(snapshotNames)('the deployment with %s', (name) => {
  const snapshot = readSnapshot(name);

  test.each(rules)('%s', (_, rule) => {
    expect(rule(snapshot)).toEqual([]);
  });

  test('scopesAreNarrow', () => {
    expect(scopesAreNarrow(watchedBy(name))(snapshot)).toEqual([]);
  });

  test('is evaluated without a word', () => {
    expect(snapshot.diagnostics).toEqual([]);
  });
});
