import type { WireResponse } from '../../../http/exchange.ts';
import type { RateLimit } from './rate-limits.ts';

export interface RouteCall {
  /** Values of the pattern's `{parameters}`, as the client spelled them. */
  params: Record<string, string>;
  query: URLSearchParams;
  /** Names in lower case. */
  headers: Record<string, string>;
  /** Parsed JSON; undefined without a body. */
  body: unknown;
  /** The request's own URL, for links that point back. */
  url: URL;
}

export interface Route {
  method: 'GET' | 'HEAD' | 'PUT' | 'PATCH' | 'POST' | 'DELETE';
  /** `/subscriptions/{subscriptionId}/resourceGroups`: literals in any case, each parameter one segment. */
  pattern: string;
  /** The provider's throttling bucket that the call draws from, if any. */
  rateLimit?: RateLimit;
  handle(call: RouteCall): WireResponse | Promise<WireResponse>;
}

/** The route for a path and its parameters. ARM compares paths without regard to case. */
export function matchRoute(
  routes: readonly Route[],
  method: string,
  pathname: string,
): { route: Route; params: Record<string, string> } | null {
  const segments = split(pathname);
  for (const route of routes) {
    if (route.method !== method) continue;
    const params = matchSegments(split(route.pattern), segments);
    if (params) return { route, params };
  }
  return null;
}

/** A parameter of a matched pattern. */
export function param(call: Pick<RouteCall, 'params'>, name: string): string {
  const value = call.params[name];
  if (value === undefined) throw new Error(`The route has no parameter ${name}.`);
  return value;
}

function split(path: string): string[] {
  return path.split('/').filter((segment) => segment !== '');
}

function matchSegments(pattern: string[], segments: string[]): Record<string, string> | null {
  if (pattern.length !== segments.length) return null;
  const params: Record<string, string> = {};
  for (const [index, expected] of pattern.entries()) {
    const actual = segments[index] ?? '';
    if (expected.startsWith('{')) params[expected.slice(1, -1)] = decode(actual);
    else if (expected.toLowerCase() !== actual.toLowerCase()) return null;
  }
  return params;
}

function decode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
