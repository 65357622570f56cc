/**
 * What App Service authentication adds to a request that it let in (Microsoft Learn, "Work with user identities"): the
 * caller's id and name, and all claims of the token.
 */
export function principalHeaders({ id, name, roles }: { id: string; name: string; roles: string[] }) {
  const claims = [
    { typ: 'http://schemas.microsoft.com/identity/claims/objectidentifier', val: id },
    { typ: 'preferred_username', val: name },
    ...roles.map((val) => ({ typ: 'roles', val })),
  ];
  const principal = { auth_typ: 'aad', claims, name_typ: 'preferred_username', role_typ: 'roles' };
  return {
    'x-ms-client-principal-id': id,
    'x-ms-client-principal-name': name,
    'x-ms-client-principal': Buffer.from(JSON.stringify(principal)).toString('base64'),
  };
}
