import type { RpcCookie, TypedData } from '../app/core-api.ts';
import { empty, type HttpReply } from './exchange.ts';

const sameSiteNames = { lax: 'Lax', strict: 'Strict', explicitNone: 'None', none: undefined } as const;

/** Renders a Set-Cookie header, with the attributes in ASP.NET's order. */
export function formatCookie(cookie: RpcCookie): string {
  const sameSite = sameSiteNames[cookie.sameSite ?? 'none'];
  const attributes = [
    `${cookie.name}=${encodeURIComponent(cookie.value)}`,
    cookie.expires && `expires=${new Date(cookie.expires.value.seconds * 1000).toUTCString()}`,
    cookie.maxAge && `max-age=${cookie.maxAge.value}`,
    cookie.domain && `domain=${cookie.domain.value}`,
    `path=${cookie.path?.value ?? '/'}`,
    cookie.secure?.value === true && 'secure',
    sameSite && `samesite=${sameSite.toLowerCase()}`,
    cookie.httpOnly?.value === true && 'httponly',
  ];
  return attributes.filter((each) => typeof each === 'string').join('; ');
}

function bodyOf(data: TypedData | null | undefined): Buffer {
  if (data?.bytes !== undefined) return Buffer.from(data.bytes);
  return Buffer.from(data?.string ?? data?.json ?? '');
}

/** Builds the HTTP answer from what an httpTrigger function returned. Undefined gives 204. */
export function rpcToReply(data: TypedData | null | undefined): HttpReply {
  const response = data?.http;
  if (!response) return empty(204);
  const headers: HttpReply['headers'] = {};
  for (const [name, value] of Object.entries(response.headers ?? {})) headers[name.toLowerCase()] = value;
  const cookies = (response.cookies ?? []).map(formatCookie);
  if (cookies.length > 0) headers['set-cookie'] = cookies;
  delete headers['content-length'];
  delete headers['transfer-encoding'];
  return { status: Number(response.statusCode ?? 200), headers, body: bodyOf(response.body) };
}
