import { asRecord } from '../plain/as-record.ts';
import { parseJson } from '../plain/parse-json.ts';
import { type Principal, readPrincipal } from '../plain/principal.ts';
import { HttpError } from './http-error.ts';
import type { RequiredRole } from './operation.ts';

/** What a caller may do: look, or act. */
export type CallerRole = Exclude<RequiredRole, 'anonymous'>;

/** Who asks. */
export interface Caller {
  /** Null for a caller who showed nothing but a key of the Functions host, or nothing at all. */
  principal: Principal | null;
  role: CallerRole | 'anonymous';
}

/** The app roles of the app registration that stands for this API, by the role that each gives. */
export const appRoles = { reader: 'Kataproof.Reader', operator: 'Kataproof.Operator' } as const;

type Headers = { get(name: string): string | null };

/**
 * Who asks. Where App Service authentication is on, it is whom that names, with the app roles of the token; the Functions
 * host then asks for no key. Otherwise the host has checked a key, which may do everything, and whatever the headers say
 * counts for nothing: anybody can send them.
 */
export function readCaller(headers: Headers, platformAuthentication: boolean): Caller {
  if (!platformAuthentication) return { principal: null, role: 'operator' };
  const principal = readPrincipal(headers);
  const given = principal ? readAppRoles(headers.get('x-ms-client-principal')) : [];
  if (given.includes(appRoles.operator)) return { principal, role: 'operator' };
  return { principal, role: given.includes(appRoles.reader) ? 'reader' : 'anonymous' };
}

/** Throws HttpError 401 for a caller who is nobody, and 403 for one who may not ask for that. */
export function requireRole({ principal, role }: Caller, required: RequiredRole): void {
  if (required === 'anonymous' || role === 'operator' || role === required) return;
  if (!principal)
    throw new HttpError(401, 'Unauthenticated', 'Send a token of Entra ID for this API (Authorization: Bearer …).', {
      headers: { 'WWW-Authenticate': 'Bearer' },
    });
  const wanted = required === 'reader' ? `${appRoles.reader} or ${appRoles.operator}` : appRoles.operator;
  throw new HttpError(
    403,
    'RoleRequired',
    `This needs the app role ${wanted}, and the token has ${role === 'reader' ? `only ${appRoles.reader}` : 'neither'}. Who administers the app registration assigns roles.`,
  );
}

/** Methods that change nothing (RFC 9110, 9.2.1), of those that there are here. */
const looking = ['GET', 'HEAD'];

/**
 * Throws HttpError 403 for a request to act that a page of somebody else has a browser send: it would bear the cookie of
 * whoever is signed in there, whose sign-in is not their will. Browsers say where a request is from, and let no page say it
 * (W3C, "Fetch Metadata Request Headers"); whoever shows a token has it from its owner. Keys are no cookie.
 */
export function refuseForeignPage(
  request: { method: string; headers: Headers },
  platformAuthentication: boolean,
): void {
  const { method, headers } = request;
  if (!platformAuthentication || looking.includes(method) || headers.get('authorization') !== null) return;
  const from = headers.get('sec-fetch-site');
  if (from === null || from === 'same-origin' || from === 'none') return;
  throw new HttpError(
    403,
    'ForeignPage',
    'A browser sends this for a page of another site, with the sign-in of whoever looks at it. Use the page of this app, or send a token (Authorization: Bearer …).',
  );
}

/**
 * The app roles that the header `x-ms-client-principal` of App Service authentication holds: Base64 of JSON with `claims`
 * of `typ` and `val`, and in `role_typ` the type of those that are roles (Microsoft Learn, "Work with user identities").
 */
function readAppRoles(header: string | null): string[] {
  const { claims, role_typ: roleType } = asRecord(parseJson(Buffer.from(header ?? '', 'base64').toString('utf8')));
  if (!Array.isArray(claims)) return [];
  const types = ['roles', ...(typeof roleType === 'string' ? [roleType] : [])];
  return claims
    .map(asRecord)
    .flatMap(({ typ, val }) => (typeof val === 'string' && types.some((type) => type === typ) ? [val] : []));
}
