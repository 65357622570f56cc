import { param, type Route } from '../../protocol/match-route.ts';
import { rateLimits } from '../../protocol/rate-limits.ts';
import { renderKubernetesVersions, renderOrchestrators } from '../resources/kubernetes-versions.ts';

const location = '/subscriptions/{subscriptionId}/providers/Microsoft.ContainerService/locations/{location}';

/** Creates the routes that list the Kubernetes versions of a location: the current list, and its predecessor. */
export function createVersionRoutes(): Route[] {
  return [
    {
      method: 'GET',
      pattern: `${location}/kubernetesVersions`,
      rateLimit: rateLimits.other,
      handle: () => ({ status: 200, body: renderKubernetesVersions() }),
    },
    {
      method: 'GET',
      pattern: `${location}/orchestrators`,
      rateLimit: rateLimits.other,
      handle: (call) => ({
        status: 200,
        body: renderOrchestrators(param(call, 'subscriptionId'), param(call, 'location')),
      }),
    },
  ];
}
