import type { WireRequest, WireResponse } from '../../http/exchange.ts';
import type { Clock } from '../../seams/clock.ts';
import type { TokenAuthority } from '../../seams/token-authority.ts';
import { managedIdentity } from '../identity/principals.ts';
import type { Authorizer } from './authorization/create-authorizer.ts';
import { type ArmFaultInjection, throttled } from './container-service/arm-fault-injection.ts';
import { checkApiVersion } from './protocol/api-versions.ts';
import { ArmError, renderArmError } from './protocol/arm-error.ts';
import { authorizeRequest } from './protocol/authorize-request.ts';
import { matchRoute, type Route } from './protocol/match-route.ts';
import { createTokenBuckets, type RateLimit } from './protocol/rate-limits.ts';

/**
 * What ARM reports as left of the subscription's own request budget, as recorded. The emulator never counts it down.
 */
const remaining = { reads: '249', writes: '800', deletes: '799' };

/**
 * Creates the handler of every request. It does what ARM does before the resource provider gets the request, in ARM's
 * order.
 */
export function createRequestPipeline(options: {
  clock: Clock;
  speed: number;
  tokens: TokenAuthority;
  routes: Route[];
  faults: ArmFaultInjection;
  authorizer: Authorizer;
}): (request: WireRequest, requestId: string) => Promise<WireResponse> {
  const buckets = createTokenBuckets(options.clock, options.speed);

  const dispatch = async (request: WireRequest): Promise<WireResponse> => {
    const match = matchRoute(options.routes, request.method, request.url.pathname);
    const caller = match?.route.anonymous ? null : await authorizeRequest(request.headers, options.tokens);
    checkApiVersion(request.url);
    if (!match) throw notEmulated(request);
    const { route, params } = match;
    const body = parseBody(request);
    const {
      method,
      url: { pathname },
    } = request;
    if (caller === managedIdentity.objectId)
      options.authorizer.authorize({ method, pattern: route.pattern, pathname, body });
    await options.faults.beforeAnswer(pathname);
    if (/\/managedClusters(\/|$)/i.test(request.url.pathname)) options.faults.beforeRequest();
    if (route.rateLimit) {
      const waitSeconds = buckets.take(route.rateLimit, bucketOwner(route.rateLimit, request.url.pathname, params));
      if (waitSeconds !== null) throw throttled(waitSeconds);
    }
    const { headers, url } = request;
    return route.handle({ params, headers, url, query: url.searchParams, body });
  };

  return async (request, requestId) => {
    const response = await dispatch(request).catch((error: unknown) => {
      if (error instanceof ArmError) return renderArmError(error);
      throw error;
    });
    return { ...response, headers: { ...commonHeaders(request, requestId), ...response.headers } };
  };
}

function bucketOwner(limit: RateLimit, pathname: string, params: Record<string, string>): string {
  if (limit.scope === 'resource') return pathname;
  if (limit.scope === 'resource-group') return `${params['subscriptionId']}/${params['resourceGroup']}`;
  return params['subscriptionId'] ?? '';
}

function parseBody(request: WireRequest): unknown {
  if (request.body === '') {
    if (request.method === 'PUT' || request.method === 'PATCH')
      throw new ArmError(400, 'MissingRequestBody', 'The request body is missing.');
    return undefined;
  }
  if (request.method === 'GET' || request.method === 'HEAD' || request.method === 'DELETE') return undefined;
  try {
    return JSON.parse(request.body);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new ArmError(
      400,
      'InvalidRequestContent',
      `The request content was invalid and could not be deserialized: '${reason}'.`,
    );
  }
}

function commonHeaders(request: WireRequest, requestId: string): Record<string, string> {
  const correlationId = request.headers['x-ms-correlation-request-id'] ?? requestId;
  const budget =
    request.method === 'GET' || request.method === 'HEAD'
      ? 'reads'
      : request.method === 'DELETE'
        ? 'deletes'
        : 'writes';
  return {
    'Cache-Control': 'no-cache',
    'x-ms-request-id': requestId,
    'x-ms-correlation-request-id': correlationId,
    'x-ms-routing-request-id': `WESTEUROPE:${requestId}`,
    [`x-ms-ratelimit-remaining-subscription-${budget}`]: remaining[budget],
    ...(request.headers['x-ms-return-client-request-id'] === 'true' &&
      request.headers['x-ms-client-request-id'] && {
        'x-ms-client-request-id': request.headers['x-ms-client-request-id'],
      }),
  };
}

function notEmulated(request: WireRequest): ArmError {
  return new ArmError(
    501,
    'NotEmulated',
    `${request.method} ${request.url.pathname} is not emulated. Of Resource Manager there are: AKS clusters, agent pools, their credentials, versions and operations; compute SKUs and vCPU usages; and, to read, subscriptions, resource groups and providers.`,
  );
}
