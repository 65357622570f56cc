import type { WireResponse } from '../../../http/exchange.ts';
import { ArmError } from '../protocol/arm-error.ts';
import { param, type Route, type RouteCall } from '../protocol/match-route.ts';
import { rateLimits } from '../protocol/rate-limits.ts';
import type { Operation, Operations } from './create-operations.ts';
import { operationUrl } from './operation-url.ts';

const location = '/subscriptions/{subscriptionId}/providers/Microsoft.ContainerService/locations/{location}';

/**
 * Creates the routes that clients poll: `operations` always answers 200 with a status, `operationresults` answers 202
 * until the operation ends.
 */
export function createOperationRoutes(operations: Operations): Route[] {
  const find = (call: RouteCall): Operation => {
    const operation = operations.read(param(call, 'subscriptionId'), param(call, 'operationId'));
    if (!operation) throw new ArmError(404, 'NotFound', 'The entity was not found.');
    return operation;
  };
  return [
    {
      method: 'GET',
      pattern: `${location}/operations/{operationId}`,
      rateLimit: rateLimits.getOperationStatus,
      handle: (call) => ({ status: 200, body: renderOperation(find(call)) }),
    },
    {
      method: 'GET',
      pattern: `${location}/operationresults/{operationId}`,
      rateLimit: rateLimits.getOperationStatus,
      handle: (call) => renderResult(find(call), call.url.origin),
    },
  ];
}

/** Returns the headers with which a write announces its operation. There is no Retry-After among them, as recorded. */
export function operationHeaders(origin: string, operation: Operation, withLocation: boolean): Record<string, string> {
  return {
    'Azure-AsyncOperation': operationUrl(origin, operation, 'operations'),
    ...(withLocation && { Location: operationUrl(origin, operation, 'operationresults') }),
  };
}

function renderOperation(operation: Operation): unknown {
  return {
    name: operation.id,
    status: operation.status,
    startTime: new Date(operation.startedAtMs).toISOString(),
    ...(operation.endedAtMs !== null && { endTime: new Date(operation.endedAtMs).toISOString() }),
    ...(operation.error && { error: operation.error }),
  };
}

function renderResult(operation: Operation, origin: string): WireResponse {
  if (operation.endedAtMs === null) return { status: 202, headers: operationHeaders(origin, operation, true) };
  if (operation.error) throw new ArmError(409, operation.error.code, operation.error.message);
  return { status: 204 };
}
