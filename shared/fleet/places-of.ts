import type { AllowedScopes } from '../clusters/allowed-scopes.ts';

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
