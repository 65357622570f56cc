import type { HttpRequestData } from '../../http/exchange.ts';
import type { DurableEndpoints } from './client-binding.ts';
import type { OrchestrationClient } from './orchestration-client.ts';

/** A request to the management API, with what its handlers need. */
export interface ManagementCall {
  client: OrchestrationClient;
  endpoints: DurableEndpoints;
  request: HttpRequestData;
  /** Values of the route's `{parameters}`, decoded. */
  params: Record<string, string>;
}

/** A parameter of the matched route. */
export function param({ params }: ManagementCall, name: string): string {
  const value = params[name];
  if (value === undefined) throw new Error(`The route has no parameter ${name}.`);
  return value;
}

/** The first value of a query parameter; its name is compared without case. */
export function queryValue({ request }: ManagementCall, name: string): string | null {
  for (const [key, value] of request.query) if (key.toLowerCase() === name.toLowerCase()) return value;
  return null;
}

export const isTrue = (value: string | null): boolean => value?.toLowerCase() === 'true';
