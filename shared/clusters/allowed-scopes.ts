import { foldCase } from '../plain/fold-case.ts';
import { formatClusterId } from './cluster-id.ts';
import type { ClusterReference } from './cluster-reference.ts';
import { isResourceGroupName } from './resource-group-name.ts';

/** A subscription, one of its resource groups, or one cluster in it. */
export interface Scope {
  /** GUID. */
  subscriptionId: string;
  /** Null for the whole subscription. */
  resourceGroup: string | null;
  /** Name of the cluster; null for the whole group. */
  clusterName: string | null;
}

/** The scopes that the app may touch at all; null for whatever its identity reaches. */
export type AllowedScopes = readonly Scope[] | null;

const shape =
  /^\/?subscriptions\/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})(?:\/resourceGroups\/([^/]{1,90})(?:\/providers\/Microsoft\.ContainerService\/managedClusters\/([^/]{1,63}))?)?\/?$/i;

/** Parses the ARM id of a subscription, a resource group or an AKS cluster, in any case. Null for any other text. */
export function parseScope(text: string): Scope | null {
  const [, subscriptionId, resourceGroup = null, clusterName = null] = shape.exec(text.trim()) ?? [];
  if (subscriptionId === undefined || (resourceGroup !== null && !isResourceGroupName(resourceGroup))) return null;
  return { subscriptionId, resourceGroup, clusterName };
}

/** Whether the app may touch a cluster. */
export function isAllowed(scopes: AllowedScopes, { subscriptionId, resourceGroup, name }: ClusterReference): boolean {
  const place = { subscriptionId, resourceGroup, clusterName: name };
  return scopes === null || scopes.some((scope) => contains(scope, place));
}

/** Says why a cluster is refused. */
export function outsideScopes(cluster: ClusterReference): string {
  return `${formatClusterId(cluster)} is outside the scopes that this app may touch (KATAPROOF_ALLOWED_SCOPES).`;
}

/**
 * What may be touched of a subscription or a group: all of it, the allowed scopes inside it (none within another), or
 * nothing.
 */
export function partsOf(scopes: AllowedScopes, place: Scope): Scope[] {
  if (scopes === null || scopes.some((scope) => contains(scope, place))) return [place];
  const inside = scopes.filter((scope) => contains(place, scope));
  return inside.filter((scope, index) =>
    inside.every((other, at) => at === index || !contains(other, scope) || (contains(scope, other) && index < at)),
  );
}

/** Whether one scope is in another, or the same. ARM's names are case-insensitive. */
export function contains(outer: Scope, inner: Scope): boolean {
  return (
    same(outer.subscriptionId, inner.subscriptionId) &&
    (outer.resourceGroup === null || same(outer.resourceGroup, inner.resourceGroup)) &&
    (outer.clusterName === null || same(outer.clusterName, inner.clusterName))
  );
}

function same(a: string, b: string | null): boolean {
  return b !== null && foldCase(a) === foldCase(b);
}
