import { execFileSync, spawnSync } from 'node:child_process';
import { describe, expect, test } from '@jest/globals';
import {
  anyIdentity,
  type Manifest,
  overlays,
  parseManifests,
  readKustomization,
} from '../support/kubernetes/read-access.ts';

const folders = [`${overlays}/whole-cluster`, `${overlays}/in-namespace`];
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
      expect(resources.every((resource) => /^(nodes|runtimeclasses|namespaces|jobs|pods|events)$/.test(resource))).toBe(
        true,
      );
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

  (isHere ? test : test.skip)('is what the real Kustomize makes of it', () => {
    const made = parseManifests(execFileSync('kubectl', ['kustomize', folder], { encoding: 'utf8' }));
    const byName = (all: Manifest[]) => new Map(all.map((one) => [`${one.kind} ${one.metadata.name}`, one]));
    expect(byName(made)).toEqual(byName(manifests));
  });
});
