import { z } from 'zod';
import type { WireObserver, WireRequest, WireResponse } from '../../http/exchange.ts';
import { type RunningServer, serve } from '../../http/serve.ts';
import type { AccessRecord } from '../../seams/access-record.ts';
import type { Clock } from '../../seams/clock.ts';
import { grantsDataAction, type RoleAssignment } from '../../seams/role-assignments.ts';
import type { TokenAuthority } from '../../seams/token-authority.ts';
import { vaultResource } from '../../seams/vault-resource.ts';
import { managedIdentity, tenantId } from '../identity/principals.ts';
import { findRoute } from './key-routes.ts';
import { createKeyStore, type KeyStore } from './key-store.ts';
import { VaultError } from './vault-error.ts';
import { type VaultKeySeed, vaultKeySeed } from './vault-key.ts';

/** The vault's resource in Azure, for role assignments. */
export const vaultId =
  '/subscriptions/11111111-1111-4111-8111-111111111111/resourceGroups/fleet/providers/Microsoft.KeyVault/vaults/kataproof';

/** What is changed of a vault while it runs. */
export const vaultOrder = z.strictObject({
  /** How the vault answers everything from now on. */
  state: z.enum(['up', 'down', 'throttled']).optional(),
  /** A new version of a key, or a new key. */
  add: vaultKeySeed.optional(),
  /** All versions of this key are switched off, or on again. */
  disable: z.string().optional(),
  enable: z.string().optional(),
});

export interface KeyVault extends RunningServer {
  change(order: z.input<typeof vaultOrder>): { keyId: string | null };
}

interface VaultOptions {
  clock: Clock;
  tokens: TokenAuthority;
  /** Null allows everything. */
  roleAssignments: readonly RoleAssignment[] | null;
  accessRecord: AccessRecord;
  keys: readonly VaultKeySeed[];
  tls: { certPem: string; keyPem: string };
  port?: number | undefined;
  observe?: WireObserver;
}

/**
 * Serves the data plane of a Key Vault with role-based access control: reading keys and their versions, signing and
 * verifying. Everything else is answered with 501.
 */
export async function serveKeyVault(options: VaultOptions): Promise<KeyVault> {
  let url = '';
  let state: 'up' | 'down' | 'throttled' = 'up';
  const store = createKeyStore(
    () => url,
    () => options.clock.now(),
  );
  for (const seed of options.keys) store.add(seed);
  const server = await serve({
    port: options.port,
    tls: options.tls,
    async handle(request) {
      const response = await answer(options, store, state, request);
      options.observe?.(request, response);
      return response;
    },
  });
  url = server.url;
  return {
    ...server,
    change(order) {
      state = order.state ?? state;
      for (const version of store.versions(order.disable ?? '')) version.enabled = false;
      for (const version of store.versions(order.enable ?? '')) version.enabled = true;
      const { add } = order;
      return { keyId: add ? store.idOf(add.name, store.add(add)) : null };
    },
  };
}

async function answer(
  options: VaultOptions,
  store: KeyStore,
  state: 'up' | 'down' | 'throttled',
  request: WireRequest,
): Promise<WireResponse> {
  try {
    if (state === 'down') throw new VaultError(503, 'ServiceUnavailable', 'The service is unavailable.');
    if (state === 'throttled')
      throw new VaultError(429, 'Throttled', 'Request was not processed because too many requests were received.', {
        headers: { 'Retry-After': '10' },
      });
    await authorize(options.tokens, request);
    return route(options, store, request);
  } catch (error) {
    if (error instanceof VaultError) return error.response;
    throw error;
  }
}

const versions = /^(7\.[0-6]|2025-0[67]-01)$/;

function route(
  { clock, roleAssignments, accessRecord }: VaultOptions,
  store: KeyStore,
  request: WireRequest,
): WireResponse {
  const { pathname, searchParams } = request.url;
  const version = searchParams.get('api-version') ?? '';
  if (!versions.test(version))
    throw new VaultError(400, 'BadParameter', `The specified version (${version.slice(0, 40)}) is not recognized.`);
  const [, collection, ...segments] = pathname.replace(/\/$/, '').split('/');
  const nowSeconds = Math.floor(clock.now() / 1000);
  const found =
    collection === 'keys' && findRoute(store, { method: request.method, segments, body: request.body, nowSeconds });
  if (!found) throw new VaultError(501, 'NotImplemented', `The emulator has no ${request.method} ${pathname}.`);
  const scope = `${vaultId}/keys/${segments[0]}`;
  const allowed = roleAssignments === null || grantsDataAction(roleAssignments, found.action, scope);
  accessRecord.add({ by: 'key-vault', operation: found.action, scope, allowed });
  if (!allowed) throw forbidden(found.action, scope);
  return found.handle();
}

/** Checks the token. Key Vault tells every client without one where to get it and for whom. */
async function authorize(tokens: TokenAuthority, { headers }: WireRequest): Promise<void> {
  const token = /^Bearer\s+(\S+)$/i.exec(headers['authorization'] ?? '')?.[1];
  if (token === undefined) throw unauthorized('AKV10000: Request is missing a Bearer or PoP token.');
  const check = await tokens.checkToken(token, vaultResource);
  if (check.ok) return;
  if (check.reason === 'audience')
    throw unauthorized(`AKV10022: Invalid audience. Expected ${vaultResource}, found another one.`, 'invalid_token');
  throw unauthorized(
    check.reason === 'expired'
      ? 'AKV10046: Unable to resolve the key used for signature validation, or the token has expired.'
      : 'AKV10001: The token is not valid.',
    'invalid_token',
  );
}

function unauthorized(message: string, error?: string): VaultError {
  const challenge = `Bearer authorization="https://login.microsoftonline.com/${tenantId}", resource="${vaultResource}"${error ? `, error="${error}"` : ''}`;
  return new VaultError(401, 'Unauthorized', message, { headers: { 'WWW-Authenticate': challenge } });
}

/** As recorded in many public issues, such as those of hashicorp/terraform-provider-azurerm. */
function forbidden(action: string, scope: string): VaultError {
  const caller = `appid=${managedIdentity.clientId};oid=${managedIdentity.objectId};iss=https://sts.windows.net/${tenantId}/`;
  return new VaultError(
    403,
    'Forbidden',
    `Caller is not authorized to perform action on resource.\r\nIf role assignments, deny assignments or role definitions were changed recently, please observe propagation time.\r\nCaller: ${caller}\r\nAction: '${action}'\r\nResource: '${scope.toLowerCase()}'\r\nAssignment: (not found)\r\nDenyAssignmentId: null\r\nDecisionReason: null \r\nVault: kataproof;location=westeurope\r\n`,
    { inner: 'ForbiddenByRbac' },
  );
}
