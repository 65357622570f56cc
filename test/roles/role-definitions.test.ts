import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { roleNames as namesInErrors } from '../../shared/clusters/role-names.ts';
import { readRole, roleNames, rolesFolder } from '../support/roles/read-roles.ts';

test('every role definition is known to the tests, and no other', () => {
  const files = readdirSync(rolesFolder).filter((name) => name.endsWith('.json'));
  expect(files.sort()).toEqual(roleNames.map((name) => `${name}.json`).sort());
});

test('errors name roles that there are', () => {
  const names = roleNames.map((name) => readRole(name).Name);
  for (const name of Object.values(namesInErrors)) expect(names).toContain(name);
});

describe.each(roleNames)('%s', (name) => {
  const role = readRole(name);
  const operations = [...role.Actions, ...role.DataActions];

  test('has the form that `az role definition create` takes', () => {
    expect(Object.keys(role)).toEqual([
      ...[
        'Name',
        'IsCustom',
        'Description',
        'Actions',
        'NotActions',
        'DataActions',
        'NotDataActions',
        'AssignableScopes',
      ],
    ]);
    expect(role.IsCustom).toBe(true);
    expect(role.Name).toMatch(/^Kataproof /);
    // Azure's limits of a custom role: 512 characters of name, 2048 of description.
    expect(role.Description.length).toBeLessThan(2048);
  });

  test('names each operation once and whole, and subtracts none', () => {
    expect([role.NotActions, role.NotDataActions]).toEqual([[], []]);
    expect(operations.length).toBeGreaterThan(0);
    expect(new Set(operations).size).toBe(operations.length);
    for (const operation of operations)
      expect(operation).toMatch(/^Microsoft\.[A-Za-z]+\/[A-Za-z0-9./]+\/(read|write|delete|action)$/);
  });

  test('gives out no administrator, no command but by its own role, no key, no secret and no role', () => {
    const allowed = name === 'run-command' ? role.Actions.filter((action) => /\/runCommand\/action$/.test(action)) : [];
    const forbidden =
      /admin|runcommand|exec|secret|listkeys|accessprofile|roleassignment|roledefinition|impersonate|bind|escalate|configmap|serviceaccount/i;
    expect(operations.filter((operation) => forbidden.test(operation))).toEqual(allowed);
    // The one role that nobody has who does not ask for it.
    const deletes = operations.filter((operation) => /managedClusters\/delete/i.test(operation));
    expect(deletes).toHaveLength(name === 'cluster-creator' ? 1 : 0);
  });
});

test('a provisioner may what a verifier may, and besides make and remove pools', () => {
  const [verifier, provisioner] = [readRole('verifier').Actions, readRole('provisioner').Actions];
  const pools = 'Microsoft.ContainerService/managedClusters/agentPools';
  expect(provisioner.filter((action) => !verifier.includes(action))).toEqual(
    ['write', 'delete'].map((verb) => `${pools}/${verb}`),
  );
  expect(verifier.filter((action) => !provisioner.includes(action))).toEqual([]);
});

test('the rights of one namespace and of the nodes are those of a whole cluster without its namespaces, and its bounds', () => {
  // Whoever gives a namespace may have bounded what is in it; a run's own is new.
  const bounds = ['resourcequotas', 'limitranges'].map(
    (kind) => `Microsoft.ContainerService/managedClusters/${kind}/read`,
  );
  const parts = [readRole('kubernetes-nodes'), readRole('kubernetes-namespace')].flatMap((role) => role.DataActions);
  const whole = readRole('kubernetes').DataActions;
  expect([...whole.filter((action) => !action.includes('/namespaces/')), ...bounds].sort()).toEqual(parts.sort());
});

test('no role definition has a scope of somebody in it', () => {
  for (const name of roleNames) {
    expect(readRole(name).AssignableScopes).toEqual(['/subscriptions/<subscription id>']);
    expect(readFileSync(`${rolesFolder}/${name}.json`, 'utf8')).not.toMatch(/[0-9a-f]{8}-[0-9a-f]{4}/i);
  }
});

describe('docs/security.md', () => {
  const page = readFileSync('docs/security.md', 'utf8');

  test.each(roleNames)('tells of %s and of each of its operations', (name) => {
    const { Name, Actions, DataActions } = readRole(name);
    expect(page).toContain(Name);
    const told = (action: string) =>
      page.includes(`\`${action}\``) || page.includes(`\`…/${action.split('/').slice(1).join('/')}\``);
    const shortened = Actions.filter(
      (action) => !told(action) && !page.includes(`\`…/${action.split('/').slice(2).join('/')}\``),
    );
    expect(shortened).toEqual([]);
    for (const action of DataActions) {
      const [, , ...rest] = action.split('/');
      const [verb, type] = [rest.pop() ?? '', rest.join('/')];
      const row = page.split('\n').find((line) => line.includes(`\`${type}/`));
      expect([action, row?.includes(verb)]).toEqual([action, true]);
    }
  });
});
