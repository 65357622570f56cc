import { param, type Route } from '../../protocol/match-route.ts';
import { rateLimits } from '../../protocol/rate-limits.ts';
import { renderKubernetesVersions, renderOrchestrators } from '../resources/kubernetes-versions.ts';

const location = '/subscriptions/{subscriptionId}/providers/Microsoft.ContainerService/locations/{location}';

/** The Kubernetes versions that a location offers, in the list of today and in the one before it. */
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
