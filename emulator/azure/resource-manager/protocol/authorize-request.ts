import type { TokenAuthority } from '../../../seams/token-authority.ts';
import { tenantId } from '../../identity/principals.ts';
import { ArmError } from './arm-error.ts';

/** The resources that Resource Manager takes tokens for. */
export const audiences = ['https://management.azure.com', 'https://management.core.windows.net'];

/**
 * Checks the bearer token, and returns the object id of whose it is. Throws ARM's 401, with the WWW-Authenticate challenge that clients read, when it is missing
 * or refused.
 */
export async function authorizeRequest(headers: Record<string, string>, tokens: TokenAuthority): Promise<string> {
  const authorization = headers['authorization'];
  if (authorization === undefined)
    throw unauthorized('AuthenticationFailed', "Authentication failed. The 'Authorization' header is missing.");
  const token = /^Bearer\s+(\S+)$/i.exec(authorization)?.[1];
  if (token === undefined)
    throw unauthorized(
      'AuthenticationFailedInvalidHeader',
      "Authentication failed. The 'Authorization' header is provided in an invalid format.",
    );
  const checks = await Promise.all(audiences.map((audience) => tokens.checkToken(token, audience)));
  const accepted = checks.find((check) => check.ok);
  if (accepted) return accepted.objectId;
  const reasons = checks.map((check) => (check.ok ? null : check.reason));
  if (reasons.includes('expired'))
    throw unauthorized(
      'ExpiredAuthenticationToken',
      'The access token expiry UTC time is earlier than current UTC time.',
    );
  if (reasons.includes('audience'))
    throw unauthorized(
      'InvalidAuthenticationTokenAudience',
      `The access token has been obtained for wrong audience or resource. It should exactly match with one of the allowed audiences '${audiences.map((audience) => `${audience}/`).join("','")}'.`,
    );
  throw unauthorized('InvalidAuthenticationToken', 'The access token is invalid.');
}

function unauthorized(code: string, message: string): ArmError {
  const challenge = `Bearer authorization_uri="https://login.windows.net/${tenantId}", error="invalid_token", error_description="${message.replaceAll('"', "'")}"`;
  return new ArmError(401, code, message, { headers: { 'WWW-Authenticate': challenge } });
}
