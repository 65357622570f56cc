import { tenantId } from '../../identity/principals.ts';
import { ArmError } from '../protocol/arm-error.ts';
import { param, type Route, type RouteCall } from '../protocol/match-route.ts';
import { pageOf } from '../protocol/page-of.ts';
import {
  emulatedProviders,
  renderLocations,
  renderProvider,
  renderResourceGroup,
  renderSubscription,
} from './render-subscription.ts';
import { findResourceGroup, findSubscription, type Subscription } from './subscription.ts';

interface SubscriptionOptions {
  subscriptions: Subscription[];
  apiVersions: string[];
  pageSize: number;
}

const subscriptionPattern = '/subscriptions/{subscriptionId}';
const groupPattern = `${subscriptionPattern}/resourceGroups/{resourceGroup}`;

/**
 * Creates the routes that `az` reads before anything else: subscriptions, tenants, resource groups, locations and
 * providers. All are read-only.
 */
export function createSubscriptionRoutes(options: SubscriptionOptions): Route[] {
  const { subscriptions, pageSize } = options;
  const find = (call: RouteCall) => findSubscription(subscriptions, param(call, 'subscriptionId'));
  const findGroup = (call: RouteCall) => findResourceGroup(find(call), param(call, 'resourceGroup'));
  const get = (pattern: string, read: (call: RouteCall) => unknown): Route => ({
    method: 'GET',
    pattern,
    handle: (call) => ({ status: 200, body: read(call) }),
  });
  return [
    get('/subscriptions', (call) => pageOf(subscriptions.map(renderSubscription), call.url, pageSize)),
    get('/tenants', () => ({ value: [{ id: `/tenants/${tenantId}`, tenantId }] })),
    get(subscriptionPattern, (call) => renderSubscription(find(call))),
    get(`${subscriptionPattern}/locations`, (call) => ({ value: renderLocations(find(call)) })),
    get(`${subscriptionPattern}/resourceGroups`, (call) => {
      const subscription = find(call);
      const groups = subscription.resourceGroups.map((group) => renderResourceGroup(subscription, group));
      return pageOf(groups, call.url, pageSize);
    }),
    get(groupPattern, (call) => renderResourceGroup(find(call), findGroup(call))),
    {
      method: 'HEAD',
      pattern: groupPattern,
      handle(call) {
        findGroup(call);
        return { status: 204 };
      },
    },
    get(`${subscriptionPattern}/providers`, (call) => {
      const subscription = find(call);
      const names = Object.keys(emulatedProviders);
      return { value: names.map((name) => renderProvider(subscription, name, options.apiVersions)) };
    }),
    get(`${subscriptionPattern}/providers/{namespace}`, (call) => {
      const namespace = requireProvider(param(call, 'namespace'));
      return renderProvider(find(call), namespace, options.apiVersions);
    }),
  ];
}

/** Returns the namespace in its canonical spelling. Throws ARM's 404. */
function requireProvider(name: string): string {
  const namespace = Object.keys(emulatedProviders).find((known) => known.toLowerCase() === name.toLowerCase());
  if (namespace) return namespace;
  throw new ArmError(404, 'InvalidResourceNamespace', `The resource namespace '${name}' is invalid.`);
}
