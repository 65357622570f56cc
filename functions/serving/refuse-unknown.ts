import type { HttpMethod, HttpRequest, HttpResponseInit } from '@azure/functions';
import { versionHeaders } from '../../shared/api/api-versions.ts';
import { HttpError } from '../../shared/api/http-error.ts';
import { renderError } from '../../shared/api/render-error.ts';
import { shorten } from '../../shared/plain/shorten.ts';

/** What there is under a route. */
interface Known {
  route: string;
  methods: readonly HttpMethod[];
}

interface Asked {
  /** The path of the request below the API. */
  path: string;
  /** Where callers reach the API; null where the request's own address says it. */
  publicApiUrl: string | null;
}

const segmentsOf = (path: string) => path.split('/').filter((segment) => segment !== '');

/**
 * Answers a request that no operation takes: 405 with the methods that there are where its path is known, and 404 elsewhere.
 * The host would answer 404 without a word, and a misspelt address looks like an app that is not there.
 */
export function refuseUnknown(
  request: HttpRequest,
  { path, publicApiUrl }: Asked,
  known: readonly Known[],
): HttpResponseInit {
  const asked = segmentsOf(path);
  const methods = known.filter(({ route }) => fits(segmentsOf(route), asked)).flatMap((each) => each.methods);
  const { pathname } = new URL(request.url);
  const what = `${request.method} ${shorten(pathname, 200)}`;
  const own = segmentsOf(pathname);
  const api = publicApiUrl ?? ['', ...own.slice(0, own.length - asked.length)].join('/');
  const error = methods.length > 0 ? wrongMethod(what, methods) : unknownPath(what, api);
  const answer = renderError(error, request.headers.get('accept'));
  return { ...answer, headers: { ...versionHeaders, 'Cache-Control': 'no-store', ...answer.headers } };
}

function wrongMethod(what: string, methods: readonly HttpMethod[]): HttpError {
  const allow = [...new Set(methods)].join(', ');
  return new HttpError(405, 'MethodNotAllowed', `There is no ${what}. This address takes ${allow}.`, {
    headers: { Allow: allow },
  });
}

function unknownPath(what: string, api: string): HttpError {
  const message = `There is no ${what}. ${api}/openapi.json has every operation, and ${api}/docs shows them.`;
  return new HttpError(404, 'OperationNotFound', message);
}

/** Hosts compare routes without case. */
function fits(route: readonly string[], asked: readonly string[]): boolean {
  const rest = route.at(-1)?.startsWith('{*') ?? false;
  if (rest ? asked.length < route.length - 1 : asked.length !== route.length) return false;
  return route.every((part, place) => part.startsWith('{') || part.toLowerCase() === asked[place]?.toLowerCase());
}
