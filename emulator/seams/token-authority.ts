/** Issues and checks the bearer tokens of every emulated service. Tokens are real JWTs, signed with a key of this process. */
export interface TokenAuthority {
  /** `audience` as a resource or scope names it, e.g. `https://management.azure.com` or the AKS server app's GUID. */
  issueToken(audience: string, lifetimeSeconds: number): Promise<{ token: string; expiresOnSeconds: number }>;
  /** The claims when the token is ours, unexpired and for that audience; otherwise why not. */
  checkToken(
    token: string | undefined,
    audience: string,
  ): Promise<{ ok: true; objectId: string } | { ok: false; reason: 'missing' | 'malformed' | 'audience' | 'expired' }>;
}

/** Application id of the AKS Entra server app: the audience of every cluster token. */
export const aksServerAppId = '6dae42f8-4368-4678-94ff-3960e28e3630';
