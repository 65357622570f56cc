import type { HttpHandler, HttpRequest, HttpResponseInit, InvocationContext } from '@azure/functions';
import { HttpError, renderError } from '../../shared/api/http-error.ts';
import { validate } from '../../shared/api/parse-body.ts';
import { clusterFields } from '../../shared/api/request-schemas.ts';
import { isAllowed, outsideScopes } from '../../shared/clusters/allowed-scopes.ts';
import type { ClusterReference } from '../../shared/clusters/cluster-reference.ts';
import { toFailure } from '../../shared/errors/failure.ts';
import { KataproofError } from '../../shared/errors/kataproof-error.ts';
import { oneLine } from '../../shared/plain/one-line.ts';
import { type Principal, readPrincipal } from '../../shared/plain/principal.ts';
import { settings } from '../wiring/app.ts';

/**
 * Wraps a handler: what it throws becomes Azure's error object. An unexpected error is logged, and the caller does not
 * see its message, because the message may name internals.
 */
export function answering(
  handle: (request: HttpRequest, context: InvocationContext) => Promise<HttpResponseInit>,
): HttpHandler {
  return async (request, context) => {
    try {
      return await handle(request, context);
    } catch (error) {
      return renderFailure(error, context);
    }
  };
}

function renderFailure(error: unknown, context: InvocationContext): HttpResponseInit {
  if (error instanceof HttpError) return { status: error.status, jsonBody: renderError(error) };
  if (error instanceof KataproofError && error.code === 'InvalidContinuation')
    return { status: 400, jsonBody: renderError({ code: error.code, message: error.message, details: [] }) };
  context.error(oneLine(`Unexpected error while answering a request: ${toFailure(error).message}`));
  const message = `Something went wrong on our side. Invocation ${context.invocationId} in the logs tells what.`;
  return { status: 500, jsonBody: renderError({ code: 'InternalError', message, details: [] }) };
}

/**
 * The cluster that the route names. Throws HttpError 400 for names that no cluster can have, and 403 for a cluster that
 * this app may not touch.
 */
export function routeCluster({ params: { subscriptionId, resourceGroup, name } }: HttpRequest): ClusterReference {
  const cluster = validate(clusterFields, { subscriptionId, resourceGroup, name }, 'route');
  refuseOutside(cluster);
  return cluster;
}

/** Throws HttpError 403 for a cluster outside the scopes that this app may touch, whatever is known of it. */
export function refuseOutside(cluster: ClusterReference): void {
  if (!isAllowed(settings.allowedScopes, cluster)) throw new HttpError(403, 'ScopeNotAllowed', outsideScopes(cluster));
}

/** Who asks; null for a caller who showed nothing but a key of the Functions host. */
export function principalOf(request: HttpRequest): Principal | null {
  return settings.platformAuthentication ? readPrincipal(request.headers) : null;
}

/** The public URL of a run. We never hand out Durable's own status URLs, because they carry a system key. */
export function runUrl(request: HttpRequest, runId: string): string {
  const { origin, pathname } = new URL(request.url);
  const prefix = pathname.slice(0, pathname.search(/\/(provisionings|verifications|runs)\b/));
  return `${origin}${prefix}/runs/${runId}`;
}
