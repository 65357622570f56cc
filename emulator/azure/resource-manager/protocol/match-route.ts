import type { WireResponse } from '../../../http/exchange.ts';
import type { RateLimit } from './rate-limits.ts';

export interface RouteCall {
  /** The values of the pattern's `{parameters}`, as the client spelled them. */
  params: Record<string, string>;
  query: URLSearchParams;
  /** Names in lower case. */
  headers: Record<string, string>;
  /** The parsed JSON; undefined when there is no body. */
  body: unknown;
  /** The request's own URL, from which links such as `nextLink` are made. */
  url: URL;
}

export interface Route {
  method: 'GET' | 'HEAD' | 'PUT' | 'PATCH' | 'POST' | 'DELETE';
  /**
   * For example `/subscriptions/{subscriptionId}/resourceGroups`. Literals match in any case; a parameter matches one
   * segment.
   */
  pattern: string;
  /** True for what Resource Manager tells everybody, also without a token. */
  anonymous?: boolean;
  /** The throttling bucket of the resource provider from which the call takes a token, if any. */
  rateLimit?: RateLimit;
  handle(call: RouteCall): WireResponse | Promise<WireResponse>;
}

/** Finds the route for a path, and its parameters. ARM compares paths without regard to case. */
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

/**
 * Returns a parameter of the matched pattern. Throws when the pattern does not have it, which is a bug of the emulator.
 */
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
