import { HttpError } from '../../shared/api/http-error.ts';
import { isAllowed, outsideScopes } from '../../shared/clusters/allowed-scopes.ts';
import type { ClusterReference } from '../../shared/clusters/cluster-reference.ts';
import { settings } from '../wiring/app.ts';

/** Throws HttpError 403 for a cluster outside the scopes that this app may touch, whatever is known of it. */
export function refuseOutside(cluster: ClusterReference): void {
  if (!isAllowed(settings.allowedScopes, cluster)) throw new HttpError(403, 'ScopeNotAllowed', outsideScopes(cluster));
}
