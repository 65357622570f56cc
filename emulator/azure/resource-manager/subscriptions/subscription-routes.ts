import { tenantId } from '../../identity/principals.ts';
import { ArmError } from '../arm-error.ts';
import { locations } from '../locations.ts';
import { param, type Route } from '../match-route.ts';
import { pageOf } from '../page-of.ts';

export interface ResourceGroup {
  name: string;
  location: string;
  tags: Record<string, string>;
}

export interface Subscription {
  /** GUID. */
  id: string;
  displayName: string;
  resourceGroups: ResourceGroup[];
}

/** The provider namespaces that the emulator has something of. */
export const emulatedProviders: Record<string, string[]> = {
  'Microsoft.ContainerService': [
    'managedClusters',
    'locations',
    'locations/operations',
    'locations/operationresults',
    'locations/kubernetesVersions',
  ],
  'Microsoft.Compute': ['skus', 'locations', 'locations/usages'],
  'Microsoft.EventGrid': ['topics'],
};

/** Subscriptions, tenants, resource groups, locations and providers: what `az` reads before it does anything. Read only. */
export function createSubscriptionRoutes(options: {
  subscriptions: Subscription[];
  apiVersions: string[];
  pageSize: number;
}): Route[] {
  const find = (id: string) => findSubscription(options.subscriptions, id);
  const provider = (subscription: Subscription, namespace: string) =>
    renderProvider(subscription, namespace, options.apiVersions);
  return [
    {
      method: 'GET',
      pattern: '/subscriptions',
      handle: (call) => ({
        status: 200,
        body: pageOf(options.subscriptions.map(renderSubscription), call.url, options.pageSize),
      }),
    },
    {
      method: 'GET',
      pattern: '/tenants',
      handle: () => ({ status: 200, body: { value: [{ id: `/tenants/${tenantId}`, tenantId }] } }),
    },
    {
      method: 'GET',
      pattern: '/subscriptions/{subscriptionId}',
      handle: (call) => ({ status: 200, body: renderSubscription(find(param(call, 'subscriptionId'))) }),
    },
    {
      method: 'GET',
      pattern: '/subscriptions/{subscriptionId}/locations',
      handle: (call) => ({ status: 200, body: { value: renderLocations(find(param(call, 'subscriptionId'))) } }),
    },
    {
      method: 'GET',
      pattern: '/subscriptions/{subscriptionId}/resourceGroups',
      handle(call) {
        const subscription = find(param(call, 'subscriptionId'));
        const groups = subscription.resourceGroups.map((group) => renderResourceGroup(subscription, group));
        return { status: 200, body: pageOf(groups, call.url, options.pageSize) };
      },
    },
    {
      method: 'GET',
      pattern: '/subscriptions/{subscriptionId}/resourceGroups/{resourceGroup}',
      handle(call) {
        const subscription = find(param(call, 'subscriptionId'));
        const group = findResourceGroup(subscription, param(call, 'resourceGroup'));
        return { status: 200, body: renderResourceGroup(subscription, group) };
      },
    },
    {
      method: 'GET',
      pattern: '/subscriptions/{subscriptionId}/providers',
      handle(call) {
        const subscription = find(param(call, 'subscriptionId'));
        const value = Object.keys(emulatedProviders).map((namespace) => provider(subscription, namespace));
        return { status: 200, body: { value } };
      },
    },
    {
      method: 'GET',
      pattern: '/subscriptions/{subscriptionId}/providers/{namespace}',
      handle(call) {
        const wanted = param(call, 'namespace').toLowerCase();
        const namespace = Object.keys(emulatedProviders).find((name) => name.toLowerCase() === wanted);
        if (!namespace)
          throw new ArmError(
            404,
            'InvalidResourceNamespace',
            `The resource namespace '${param(call, 'namespace')}' is invalid.`,
          );
        return { status: 200, body: provider(find(param(call, 'subscriptionId')), namespace) };
      },
    },
  ];
}

/** Throws ARM's 400 or 404. */
export function findSubscription(subscriptions: readonly Subscription[], id: string): Subscription {
  if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(id))
    throw new ArmError(
      400,
      'InvalidSubscriptionId',
      `The provided subscription identifier '${id}' is malformed or invalid.`,
    );
  const subscription = subscriptions.find((candidate) => candidate.id.toLowerCase() === id.toLowerCase());
  if (!subscription) throw new ArmError(404, 'SubscriptionNotFound', `The subscription '${id}' could not be found.`);
  return subscription;
}

/** Throws ARM's 404. */
export function findResourceGroup(subscription: Subscription, name: string): ResourceGroup {
  const group = subscription.resourceGroups.find((candidate) => candidate.name.toLowerCase() === name.toLowerCase());
  if (!group) throw new ArmError(404, 'ResourceGroupNotFound', `Resource group '${name}' could not be found.`);
  return group;
}

function renderSubscription(subscription: Subscription): unknown {
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

function renderLocations(subscription: Subscription): unknown[] {
  return locations.map(({ name, displayName }) => ({
    id: `/subscriptions/${subscription.id}/locations/${name}`,
    name,
    displayName,
    regionalDisplayName: displayName,
    type: 'Region',
    metadata: { regionType: 'Physical', regionCategory: 'Recommended' },
  }));
}

function renderResourceGroup(subscription: Subscription, group: ResourceGroup): unknown {
  return {
    id: `/subscriptions/${subscription.id}/resourceGroups/${group.name}`,
    name: group.name,
    type: 'Microsoft.Resources/resourceGroups',
    location: group.location,
    tags: group.tags,
    properties: { provisioningState: 'Succeeded' },
  };
}

function renderProvider(subscription: Subscription, namespace: string, apiVersions: string[]): unknown {
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
