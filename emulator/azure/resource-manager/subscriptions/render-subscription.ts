import { tenantId } from '../../identity/principals.ts';
import { locations } from './locations.ts';
import type { ResourceGroup, Subscription } from './subscription.ts';

/** The provider namespaces of which the emulator has at least a part. */
export const emulatedProviders: Record<string, string[]> = {
  'Microsoft.ContainerService': [
    'managedClusters',
    'locations',
    'locations/operations',
    'locations/operationresults',
    'locations/kubernetesVersions',
  ],
  'Microsoft.Compute': ['skus', 'locations', 'locations/usages'],
  'Microsoft.Network': ['virtualNetworks', 'virtualNetworks/subnets'],
  'Microsoft.EventGrid': ['topics'],
};

export function renderSubscription(subscription: Subscription): unknown {
  return {
    id: `/subscriptions/${subscription.id}`,
    subscriptionId: subscription.id,
    tenantId,
    displayName: subscription.displayName,
    state: 'Enabled',
    subscriptionPolicies: {
      locationPlacementId: 'Public_2014-09-01',
      quotaId: 'PayAsYouGo_2014-09-01',
      spendingLimit: 'Off',
    },
    authorizationSource: 'RoleBased',
    managedByTenants: [],
  };
}

export function renderLocations(subscription: Subscription): unknown[] {
  return locations.map(({ name, displayName }) => ({
    id: `/subscriptions/${subscription.id}/locations/${name}`,
    name,
    displayName,
    regionalDisplayName: displayName,
    type: 'Region',
    metadata: { regionType: 'Physical', regionCategory: 'Recommended' },
  }));
}

export function renderResourceGroup(subscription: Subscription, group: ResourceGroup): unknown {
  return {
    id: `/subscriptions/${subscription.id}/resourceGroups/${group.name}`,
    name: group.name,
    type: 'Microsoft.Resources/resourceGroups',
    location: group.location,
    tags: group.tags,
    ...(group.managedBy !== undefined && { managedBy: group.managedBy }),
    properties: { provisioningState: 'Succeeded' },
  };
}

export function renderProvider(subscription: Subscription, namespace: string, apiVersions: string[]): unknown {
  return {
    id: `/subscriptions/${subscription.id}/providers/${namespace}`,
    namespace,
    registrationState: 'Registered',
    registrationPolicy: 'RegistrationRequired',
    resourceTypes: (emulatedProviders[namespace] ?? []).map((resourceType) => ({
      resourceType,
      locations: locations.map((location) => location.displayName),
      apiVersions,
    })),
  };
}
