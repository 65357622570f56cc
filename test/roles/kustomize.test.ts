import { execFileSync, spawnSync } from 'node:child_process';
import { describe, expect, test } from '@jest/globals';
import {
  anyIdentity,
  type Manifest,
  overlays,
  parseManifests,
  readAccess,
  readKustomization,
} from '../support/kubernetes/read-access.ts';

const folders = [`${overlays}/whole-cluster`, `${overlays}/in-namespace`];
const guard = 'infra/kubernetes/own-objects-only';

interface PolicySpec {
  failurePolicy?: string;
  matchConstraints?: { resourceRules: { apiGroups: string[]; resources: string[]; operations: string[] }[] };
}

const isHere = spawnSync('kubectl', ['kustomize', '--help']).status === 0;
if (!isHere) process.stderr.write('kubectl is not on the PATH: what Kustomize makes of the manifests is not checked\n');

describe.each(folders)('%s', (folder) => {
  const manifests = readKustomization(folder);

  test('holds roles and bindings of RBAC, and nothing else', () => {
    const kinds = ['ClusterRole', 'ClusterRoleBinding', 'Role', 'RoleBinding'];
    expect(manifests.filter(({ kind }) => !kinds.includes(kind))).toEqual([]);
    expect(manifests.length).toBeGreaterThan(3);
  });

  test('names every group, resource and verb whole: no secrets, no exec, no roles', () => {
    const rules = manifests.flatMap((manifest) => manifest.rules ?? []);
    for (const { apiGroups, resources, verbs } of rules) {
      expect(apiGroups.every((group) => ['', 'batch', 'node.k8s.io'].includes(group))).toBe(true);
      expect(
        resources.every((resource) =>
          /^(nodes|runtimeclasses|namespaces|jobs|pods|events|resourcequotas|limitranges)$/.test(resource),
        ),
      ).toBe(true);
      expect(verbs.every((verb) => ['get', 'list', 'watch', 'create', 'delete'].includes(verb))).toBe(true);
    }
  });

  test('binds its own roles to the one identity, and nobody to cluster-admin', () => {
    for (const { roleRef, subjects } of manifests.filter(({ kind }) => kind.endsWith('Binding'))) {
      expect(roleRef?.name).toMatch(/^kataproof-/);
      expect(manifests.some(({ kind, metadata }) => kind === roleRef?.kind && metadata.name === roleRef.name)).toBe(
        true,
      );
      expect(subjects).toEqual([{ apiGroup: 'rbac.authorization.k8s.io', kind: 'User', name: anyIdentity }]);
    }
  });
});

describe('the policy own-objects-only', () => {
  const manifests = readKustomization(guard) as (Manifest & { spec: PolicySpec })[];

  test('is bound, and denies', () => {
    expect(manifests.map(({ kind }) => kind)).toEqual([
      'ValidatingAdmissionPolicy',
      'ValidatingAdmissionPolicyBinding',
    ]);
    expect(manifests[1]?.spec).toEqual({ policyName: manifests[0]?.metadata.name, validationActions: ['Deny'] });
    expect(manifests[0]?.spec.failurePolicy).toBe('Fail');
  });

  test('looks at each resource that the roles let Kataproof write, and at every way to write it', () => {
    const rules = manifests[0]?.spec.matchConstraints?.resourceRules ?? [];
    for (const { apiGroups, resources, verbs } of folders.flatMap((folder) => readAccess(folder))) {
      if (!verbs.some((verb) => ['create', 'delete'].includes(verb))) continue;
      for (const resource of resources)
        expect(rules.find((rule) => rule.resources.includes(resource))).toMatchObject({
          apiGroups,
          operations: ['CREATE', 'UPDATE', 'DELETE'],
        });
    }
  });
});

(isHere ? describe : describe.skip)('the real Kustomize', () => {
  test.each([...folders, guard])('makes the same of %s', (folder) => {
    const made = parseManifests(execFileSync('kubectl', ['kustomize', folder], { encoding: 'utf8' }));
    const byName = (all: Manifest[]) => new Map(all.map((one) => [`${one.kind} ${one.metadata.name}`, one]));
    expect(byName(made)).toEqual(byName(readKustomization(folder)));
  });
});
