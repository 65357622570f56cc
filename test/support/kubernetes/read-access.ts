import { readFileSync } from 'node:fs';
import { parseAllDocuments } from 'yaml';
import { accessOf } from '../../../emulator/kubernetes/api-server/requests/authorize.ts';
import type { LoggedRequest } from '../../../emulator/kubernetes/api-server/requests/request-log.ts';
import { parseApiPath } from '../../../emulator/kubernetes/api-server/requests/request-path.ts';
import type { AccessRule } from '../../../emulator/scenarios/scenario.ts';

interface Role {
  kind: 'ClusterRole' | 'Role';
  metadata: { name: string; namespace?: string };
  rules: Omit<AccessRule, 'namespace'>[];
}

/** The rules of every role in a manifest, as if each were bound where it says. */
export function readAccess(file: string): AccessRule[] {
  const roles = parseAllDocuments(readFileSync(file, 'utf8')).map((document) => document.toJS() as Role);
  return roles.flatMap(({ kind, metadata, rules }) =>
    rules.map((rule) => ({ ...rule, namespace: kind === 'Role' ? (metadata.namespace ?? 'default') : null })),
  );
}

/** Each right of the rules by itself, such as `list pods`. */
export function rightsOf(rules: readonly AccessRule[]): string[] {
  const rights = rules.flatMap(({ verbs, resources }) =>
    verbs.flatMap((verb) => resources.map((resource) => `${verb} ${resource}`)),
  );
  return [...new Set(rights)].sort();
}

/** The rights that answered requests have made use of. Requests that RBAC does not look at need none. */
export function rightsUsed(requests: readonly LoggedRequest[]): string[] {
  const used = requests.flatMap(({ method, url, code }) => {
    const { pathname, searchParams } = new URL(url, 'https://kubernetes');
    const path = parseApiPath(pathname);
    if (path.kind !== 'resource' || code === 403) return [];
    const { verb, resource } = accessOf(method, path, searchParams);
    return [`${verb} ${resource}`];
  });
  return [...new Set(used)].sort();
}
