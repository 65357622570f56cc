import { managedIdentity, tenantId } from '../../../identity/principals.ts';

/** Renders the identity of a control plane: what was asked for, with the principals that Entra has made for it. */
export function renderIdentity(identity: unknown): unknown {
  const { type = 'SystemAssigned', userAssignedIdentities } = (identity ?? {}) as {
    type?: string;
    userAssignedIdentities?: Record<string, object>;
  };
  const principal = { principalId: managedIdentity.objectId };
  if (type !== 'UserAssigned') return { type, ...principal, tenantId };
  const named = Object.keys(userAssignedIdentities ?? {}).map((id) => [
    id,
    { clientId: managedIdentity.clientId, ...principal },
  ]);
  return { type, userAssignedIdentities: Object.fromEntries(named) };
}
