import { aksServerAppId, type TokenAuthority } from '../../../seams/token-authority.ts';
import { unauthorized } from '../../api/status-errors.ts';

const anonymousPaths = /^\/(version|healthz|livez|readyz)(\/|$)/;

/** Whether Kubernetes serves the path without a token (the role system:public-info-viewer). */
export const isPublicPath = (path: string): boolean => anonymousPaths.test(path);

/**
 * Checks that the bearer token of a request is for the AKS server app. Returns its user, which is the object id for an
 * application or a managed identity. Throws StatusError Unauthorized.
 */
export async function authenticate(tokens: TokenAuthority, authorization: string | undefined): Promise<string> {
  const token = /^Bearer\s+(\S+)$/i.exec(authorization ?? '')?.[1];
  const checked = await tokens.checkToken(token, aksServerAppId);
  if (!checked.ok) throw unauthorized();
  return checked.objectId;
}
