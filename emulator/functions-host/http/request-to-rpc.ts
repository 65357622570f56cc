import type { RpcHttp, TypedData } from '../app/core-api.ts';
import type { HttpRequestData } from './exchange.ts';

const nullable = (values: Record<string, string>): NonNullable<RpcHttp['nullableHeaders']> =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [name, { value }]));

/** Values of a repeated key are joined with a comma, because the real host sends `StringValues.ToString()`. */
function joinQuery(query: URLSearchParams): Record<string, string> {
  return Object.fromEntries([...new Set(query.keys())].map((name) => [name, query.getAll(name).join(',')]));
}

/**
 * A body without a Content-Length, that is a chunked one, never reaches the function (seen on host 4.1037; ToRpcHttp reads
 * the body only where a length is given).
 */
function bodyOf({ headers, body }: HttpRequestData): TypedData | null {
  return headers['content-length'] !== undefined && body.length > 0 ? { bytes: body } : null;
}

/** Builds the request that an httpTrigger receives (the host's GrpcMessageConversionExtensions.ToRpcHttp). */
export function requestToRpc(request: HttpRequestData, params: Record<string, string>): TypedData {
  return {
    http: {
      method: request.method,
      url: request.url,
      headers: {},
      params: {},
      query: {},
      nullableHeaders: nullable(request.headers),
      nullableParams: nullable(params),
      nullableQuery: nullable(joinQuery(request.query)),
      body: bodyOf(request),
      rawBody: null,
      identities: [],
    },
  };
}
