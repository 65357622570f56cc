import { tenantId } from '../../identity/principals.ts';
import { ArmError } from '../protocol/arm-error.ts';
import { param, type Route } from '../protocol/match-route.ts';
import { pageOf } from '../protocol/page-of.ts';
import {
  emulatedProviders,
  renderLocations,
  renderProvider,
  renderResourceGroup,
  renderSubscription,
} from './render-subscription.ts';
import { findResourceGroup, findSubscription, type Subscription } from './subscription.ts';

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
      method: 'HEAD',
      pattern: '/subscriptions/{subscriptionId}/resourceGroups/{resourceGroup}',
      handle(call) {
        findResourceGroup(find(param(call, 'subscriptionId')), param(call, 'resourceGroup'));
        return { status: 204 };
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
