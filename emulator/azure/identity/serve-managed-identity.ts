import { randomUUID } from 'node:crypto';
import type { WireObserver, WireRequest, WireResponse } from '../../http/exchange.ts';
import { type RunningServer, serve } from '../../http/serve.ts';
import { aksServerAppId, type TokenAuthority } from '../../seams/token-authority.ts';
import { vaultResource } from '../../seams/vault-resource.ts';
import { type IdentityProtocol, identityProtocols } from './identity-protocols.ts';
import { normalizeAudience } from './normalize-audience.ts';
import { managedIdentity } from './principals.ts';

/** A managed identity's token is valid for a day (learn.microsoft.com, "Managed identities: token caching"). */
export const tokenLifetimeSeconds = 24 * 3600;

/** The resources that have a service principal in this tenant. Entra refuses any other (AADSTS500011). */
const resources = [
  'https://management.azure.com',
  'https://management.core.windows.net',
  'https://eventgrid.azure.net',
  'https://storage.azure.com',
  'https://graph.microsoft.com',
  'https://vault.azure.net',
  vaultResource,
  aksServerAppId,
];

/**
 * Serves the managed identity endpoint of App Service and Functions: IDENTITY_ENDPOINT names it, and MSI_ENDPOINT does
 * for clients of the older protocol. It is plain HTTP on loopback, as in Azure. Each request must carry the secret of
 * IDENTITY_HEADER (MSI_SECRET) in a header, which protects the endpoint against forged requests.
 */
export async function serveManagedIdentity(options: {
  tokens: TokenAuthority;
  identityHeader: string;
  port?: number | undefined;
  observe?: WireObserver;
}): Promise<RunningServer & { endpoint: string }> {
  const server = await serve({
    port: options.port,
    async handle(request) {
      const response = await answer(request, options.tokens, options.identityHeader);
      options.observe?.(request, response);
      return response;
    },
  });
  return { ...server, endpoint: `${server.url}/msi/token` };
}

async function answer(request: WireRequest, tokens: TokenAuthority, identityHeader: string): Promise<WireResponse> {
  const { searchParams, pathname } = request.url;
  if (pathname.replace(/\/$/, '') !== '/msi/token') return refuse(404, 'Not found.');
  if (request.method !== 'GET') return refuse(405, `The requested resource does not support ${request.method}.`);
  const version = searchParams.get('api-version') ?? '';
  const protocol = identityProtocols.find((candidate) => candidate.apiVersion === version);
  const { secretHeader, secretSetting } = protocol ?? identityProtocols[0];
  if (request.headers[secretHeader.toLowerCase()] !== identityHeader)
    return refuse(401, `The ${secretHeader} header is missing or does not hold the value of ${secretSetting}.`);
  if (!protocol)
    return refuse(
      400,
      `The api-version is missing or not supported; this endpoint supports ${identityProtocols.map((one) => one.apiVersion).join(' and ')}.`,
    );
  const resource = searchParams.get('resource');
  if (!resource) return refuse(400, 'The resource query parameter is required.');
  if (!isAssigned(searchParams, protocol))
    return refuse(400, 'No Managed Identity found for specified ClientId/ResourceId.');
  if (!resources.includes(normalizeAudience(resource)))
    return refuse(
      500,
      `AADSTS500011: The resource principal named ${resource} was not found in the tenant. This can happen if the application has not been installed by the administrator of the tenant.`,
    );
  const { token, expiresOnSeconds } = await tokens.issueToken(resource, tokenLifetimeSeconds);
  return {
    status: 200,
    headers: { 'Cache-Control': 'no-store' },
    body: {
      access_token: token,
      expires_on: protocol.renderExpiry(expiresOnSeconds),
      resource,
      token_type: 'Bearer',
      client_id: managedIdentity.clientId,
    },
  };
}

/**
 * A request without an id asks for the system-assigned identity. Any id that is given must be that of the app's
 * identity.
 */
function isAssigned(query: URLSearchParams, { clientIdParameter }: IdentityProtocol): boolean {
  const wanted = (name: string, value: string) =>
    (query.get(name)?.toLowerCase() ?? value.toLowerCase()) === value.toLowerCase();
  return (
    wanted(clientIdParameter, managedIdentity.clientId) &&
    wanted('principal_id', managedIdentity.objectId) &&
    wanted('mi_res_id', managedIdentity.resourceId)
  );
}

function refuse(statusCode: number, message: string): WireResponse {
  return { status: statusCode, body: { statusCode, message, correlationId: randomUUID() } };
}
