import type { AllowedScopes } from '../clusters/allowed-scopes.ts';
import type { ClusterReference } from '../clusters/cluster-reference.ts';
import { foldCase } from '../plain/fold-case.ts';

/** Where clusters are listed: a subscription, or one of its resource groups. */
export interface Place {
  subscriptionId: string;
  resourceGroup: string | null;
}

/**
 * The places whose clusters this app knows of: those that it may touch and, where that is not said, those that the
 * nightly check covers. Each subscription is asked once, or once for each of its groups.
 */
export function placesOf(
  scopes: AllowedScopes,
  fleet: { subscriptions: readonly string[]; resourceGroups: readonly string[] },
): Place[] {
  if (scopes === null) {
    const groups = fleet.resourceGroups.length > 0 ? fleet.resourceGroups : [null];
    return fleet.subscriptions.flatMap((subscriptionId) =>
      groups.map((resourceGroup) => ({ subscriptionId, resourceGroup })),
    );
  }
  const subscriptions = new Map(scopes.map(({ subscriptionId }) => [subscriptionId.toLowerCase(), subscriptionId]));
  return [...subscriptions.values()].map((subscriptionId) => ({ subscriptionId, resourceGroup: null }));
}

/** Of these places the part that can have a cluster: its group, or nothing. Azure ignores case in both names. */
export function narrowPlaces(places: readonly Place[], { subscriptionId, resourceGroup }: ClusterReference): Place[] {
  const same = (one: string, other: string) => foldCase(one) === foldCase(other);
  const around = places.filter(
    (place) =>
      same(place.subscriptionId, subscriptionId) &&
      (place.resourceGroup === null || same(place.resourceGroup, resourceGroup)),
  );
  return around.map((place) => ({ ...place, resourceGroup }));
}
