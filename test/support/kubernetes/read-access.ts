import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseAllDocuments, parse as parseYaml } from 'yaml';
import type { AccessRule } from '../../../emulator/scenarios/scenario.ts';

export const overlays = 'infra/kubernetes/overlays';

/** The object id that the manifests are shipped with, for their reader to replace. */
export const anyIdentity = '00000000-0000-0000-0000-000000000000';

export interface Manifest {
  kind: string;
  metadata: { name: string; namespace?: string };
  rules?: Omit<AccessRule, 'namespace'>[];
  roleRef?: { kind: string; name: string };
  subjects?: { kind: string; name: string }[];
}

interface Kustomization {
  resources: string[];
  namespace?: string;
}

export const parseManifests = (text: string): Manifest[] =>
  parseAllDocuments(text).map((document) => document.toJS() as Manifest);

/**
 * The manifests of a kustomization and those that it builds on, with its namespace. Of Kustomize this knows what our files
 * use; a test compares it with the real one.
 */
export function readKustomization(folder: string): Manifest[] {
  const { resources, namespace } = parseYaml(readFileSync(join(folder, 'kustomization.yaml'), 'utf8')) as Kustomization;
  const found = resources.flatMap((resource) => {
    const path = join(folder, resource);
    return /\.yaml$/.test(path) ? parseManifests(readFileSync(path, 'utf8')) : readKustomization(path);
  });
  return found.map((manifest) => {
    if (namespace === undefined || manifest.kind.startsWith('Cluster')) return manifest;
    return { ...manifest, metadata: { ...manifest.metadata, namespace } };
  });
}

/** The rules that a kustomization binds to the identity. */
export function readAccess(folder: string): AccessRule[] {
  const manifests = readKustomization(folder);
  return manifests.flatMap(({ roleRef, subjects, metadata }) => {
    if (!subjects?.some(({ kind, name }) => kind === 'User' && name === anyIdentity)) return [];
    const role = manifests.find(({ kind, metadata: of }) => kind === roleRef?.kind && of.name === roleRef.name);
    if (!role?.rules) throw new Error(`${metadata.name} in ${folder} binds a role that is not there.`);
    return role.rules.map((rule) => ({ ...rule, namespace: metadata.namespace ?? null }));
  });
}

/** Each right of the rules by itself, such as `list pods`. */
export function rightsOf(rules: readonly AccessRule[]): string[] {
  const rights = rules.flatMap(({ verbs, resources }) =>
    verbs.flatMap((verb) => resources.map((resource) => `${verb} ${resource}`)),
  );
  return [...new Set(rights)].sort();
}
