import { describe, expect, test } from '@jest/globals';
import * as app from './rules/app-rules.ts';
import * as data from './rules/data-rules.ts';
import * as identity from './rules/identity-rules.ts';
import * as roles from './rules/role-rules.ts';
import type { Rule } from './rules/rule.ts';
import { partNames, readSnapshot, snapshotNames } from './snapshots/snapshot.ts';
import { readBeforehand, subnetsOf, watchedBy } from './snapshots/watched-by.ts';

const { scopesAreNarrow, ...otherRoles } = roles;
const { azdFindsItsResources, ...otherApp } = app;
const { connectionsAreByIdentity, ...otherIdentity } = identity;
const { evidenceIsImmutable, ...otherData } = data;
/** Of whatever is deployed. */
const general: Record<string, Rule> = { ...otherApp, ...otherData, ...otherIdentity, ...otherRoles };
/** Of a deployment that has the app. */
const ofTheApp: Record<string, Rule> = { azdFindsItsResources, connectionsAreByIdentity };
/** Asked for without a policy, and with one that is locked already. */
const withoutPolicy = ['resource-groups', 'clusters'];

describe.each([...snapshotNames, ...partNames])('the deployment with %s', (name) => {
  const snapshot = readSnapshot(name);
  const rules = {
    ...general,
    ...(snapshotNames.includes(name) ? ofTheApp : {}),
    ...(withoutPolicy.includes(name) ? {} : { evidenceIsImmutable }),
  };

  test.each(Object.entries(rules))('%s', (_, rule) => {
    expect(rule(snapshot)).toEqual([]);
  });

  test('scopesAreNarrow', () => {
    expect(scopesAreNarrow([...watchedBy(name), ...subnetsOf(name), ...readBeforehand(name)])(snapshot)).toEqual([]);
  });

  test('is evaluated without a word', () => {
    expect(snapshot.diagnostics).toEqual([]);
  });
});
