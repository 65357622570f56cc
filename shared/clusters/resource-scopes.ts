import { foldCase } from '../plain/fold-case.ts';
import { type AllowedScopes, contains, parseScope } from './allowed-scopes.ts';
import { parseResourceId } from './resource-id.ts';

/** Parses the ARM id of what may be referred to: a subscription, a resource group or a resource. Null for any other text. */
export function parseResourceScope(text: string): string | null {
  const id = `/${text.trim().replace(/^\//, '').replace(/\/$/, '')}`;
  const scope = parseScope(id);
  return (scope !== null && scope.clusterName === null) || parseResourceId(id) !== null ? id : null;
}

/**
 * Whether what the app makes may refer to a resource: it is in an allowed scope, or in one of the further ones. Of a cluster
 * that is allowed alone, its group is not.
 */
export function mayReferTo(allowed: AllowedScopes, further: readonly string[], id: string): boolean {
  if (allowed === null) return true;
  const resource = parseResourceId(id);
  if (resource === null) return false;
  const group = { subscriptionId: resource.subscriptionId, resourceGroup: resource.resourceGroup, clusterName: null };
  if (allowed.some((scope) => contains(scope, group))) return true;
  const folded = foldCase(id);
  return further.map(foldCase).some((scope) => folded === scope || folded.startsWith(`${scope}/`));
}

/** Says why a resource is refused. */
export function outsideResourceScopes(id: string): string {
  return `${id} is outside the scopes that this app may refer to (KATAPROOF_ALLOWED_SCOPES, KATAPROOF_ALLOWED_RESOURCE_SCOPES).`;
}
