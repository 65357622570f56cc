import type { HttpRequestData } from '../../http/exchange.ts';
import type { DurableEndpoints } from './client-binding.ts';
import type { OrchestrationClient } from './orchestration-client.ts';

/** A request to the management API, with everything that its handlers need. */
export interface ManagementCall {
  client: OrchestrationClient;
  endpoints: DurableEndpoints;
  request: HttpRequestData;
  /** The values of the route's `{parameters}`, decoded. */
  params: Record<string, string>;
}

/** Returns a parameter of the matched route. Throws when the route does not have it, which is a bug of this host. */
export function param({ params }: ManagementCall, name: string): string {
  const value = params[name];
  if (value === undefined) throw new Error(`The route has no parameter ${name}.`);
  return value;
}

/** Returns the first value of a query parameter, whose name is compared without case, or null. */
export function queryValue({ request }: ManagementCall, name: string): string | null {
  for (const [key, value] of request.query) if (key.toLowerCase() === name.toLowerCase()) return value;
  return null;
}

export const isTrue = (value: string | null): boolean => value?.toLowerCase() === 'true';
