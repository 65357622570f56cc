/**
 * Issues and checks the bearer tokens of every emulated service. The tokens are real JWTs, signed with a key that only
 * this process has.
 */
export interface TokenAuthority {
  /**
   * Issues a token. `audience` is a resource or a scope, for example `https://management.azure.com` or the GUID of the
   * AKS server app. `objectId` is that of the owner: the app's managed identity when absent, or `localAccount`.
   */
  issueToken(
    audience: string,
    lifetimeSeconds: number,
    objectId?: string,
  ): Promise<{ token: string; expiresOnSeconds: number }>;
  /**
   * Checks that this authority issued the token, that it has not expired and that it is for the audience. Returns the
   * object id of its owner, or the reason why the token is refused.
   */
  checkToken(
    token: string | undefined,
    audience: string,
  ): Promise<{ ok: true; objectId: string } | { ok: false; reason: 'missing' | 'malformed' | 'audience' | 'expired' }>;
}

/** The application id of the AKS Entra server app, which is the audience of every cluster token. */
export const aksServerAppId = '6dae42f8-4368-4678-94ff-3960e28e3630';

/**
 * Who the tokens of a cluster's local accounts belong to: AKS calls it `masterclient`, of the group `system:masters`, whom no
 * authorizer is asked about.
 */
export const localAccount = 'masterclient';
