/** What Resource Manager asks Azure RBAC about before it lets a request through. */
export interface RequiredOperation {
  /** Such as `Microsoft.ContainerService/managedClusters/read`. */
  action: string;
  /** The id of the resource, or of what is above a list. */
  scope: string;
}

const suffixes: Record<string, string> = { GET: 'read', HEAD: 'read', PUT: 'write', PATCH: 'write', DELETE: 'delete' };

/**
 * Two queries are a POST, and an operation `read` all the same (Microsoft Learn, "Azure permissions for Management and
 * governance", Microsoft.ResourceGraph and Microsoft.PolicyInsights).
 */
const postsThatRead: Record<string, { action: string; scope: (names: readonly string[]) => string }> = {
  '/providers/Microsoft.ResourceGraph/resources': {
    action: 'Microsoft.ResourceGraph/resources/read',
    scope: () => '/',
  },
  '/subscriptions/{subscriptionId}/resourceGroups/{resourceGroup}/providers/Microsoft.PolicyInsights/checkPolicyRestrictions':
    {
      action: 'Microsoft.PolicyInsights/checkPolicyRestrictions/read',
      scope: (names) => idOf(names.slice(0, 4)),
    },
};

/**
 * Tells which operation a request is: `{provider}/{type}/{type}/{read|write|delete}`, and for a POST
 * `{provider}/{type}/{name of the action}/action` (Microsoft Learn, "Azure resource provider operations" and "Control plane
 * and data plane operations"). `pattern` is the route that matched, which has Azure's spelling of the types. Returns null for
 * what needs no right, because everybody gets from it only what they may see.
 */
export function requiredOperation(method: string, pattern: string, pathname: string): RequiredOperation | null {
  const names = pathname.split('/').filter(Boolean);
  const shape = pattern.split('/').filter(Boolean);
  const known = postsThatRead[pattern];
  if (known !== undefined) return { action: known.action, scope: known.scope(names) };
  const at = shape.lastIndexOf('providers');
  if (at < 0 || at === shape.length - 1 || shape[at + 1]?.startsWith('{')) return ofResources(method, shape, names);
  const provider = shape[at + 1] ?? '';
  const below = shape.slice(at + 2);
  const types = below.filter((_, index) => index % 2 === 0);
  const isCollection = below.length % 2 === 1;
  if (method === 'POST')
    return { action: [provider, ...types, 'action'].join('/'), scope: idOf(names.slice(0, names.length - 1)) };
  const action = [provider, ...types, suffixes[method]].join('/');
  return { action, scope: isCollection ? aboveList(names, below.length) : idOf(names) };
}

const idOf = (names: readonly string[]) => `/${names.join('/')}`;

/** A list of a provider's resources is asked for at what holds them: a subscription, a resource group or a resource. */
function aboveList(names: readonly string[], below: number): string {
  return idOf(below === 1 ? names.slice(0, -3) : names.slice(0, -1));
}

/** Subscriptions, their resource groups, locations and providers belong to Microsoft.Resources. */
function ofResources(method: string, shape: readonly string[], names: readonly string[]): RequiredOperation | null {
  const [root, subscription, collection] = shape;
  if (root !== 'subscriptions' || subscription === undefined) return null;
  const suffix = suffixes[method] ?? 'action';
  if (collection === undefined) return { action: `Microsoft.Resources/subscriptions/${suffix}`, scope: idOf(names) };
  const scope = collection === 'resourceGroups' && names.length > 3 ? idOf(names) : idOf(names.slice(0, 2));
  return { action: `Microsoft.Resources/subscriptions/${collection}/${suffix}`, scope };
}
