/** Words of Azure's and Kubernetes' paths; a name in their place would be one of too many. */
const word = /^[A-Za-z][A-Za-z.]{0,60}$/;

const keep = (segment: string): string => (word.test(segment) ? segment : '{…}');

/** What follows these words in a path of Azure Resource Manager. Its words are compared without case. */
const armNames: Record<string, string> = {
  subscriptions: '{subscriptionId}',
  resourcegroups: '{resourceGroup}',
  locations: '{location}',
};

/**
 * The path of a call of Azure Resource Manager with placeholders for names, such as
 * `/subscriptions/{subscriptionId}/providers/Microsoft.ContainerService/managedClusters`.
 */
export function armTemplate(path: string): string {
  const segments = path.split('/').filter(Boolean);
  const parts: string[] = [];
  for (let at = 0; at < segments.length; at += 2) {
    const [key = '', value] = segments.slice(at, at + 2);
    parts.push(keep(key));
    if (value === undefined) break;
    parts.push(key.toLowerCase() === 'providers' ? keep(value) : (armNames[key.toLowerCase()] ?? '{name}'));
  }
  return `/${parts.join('/')}`;
}

/** The resource provider in a path of Azure Resource Manager, such as `Microsoft.ContainerService`. */
export function resourceProvider(path: string): string {
  const segments = path.split('/');
  const at = segments.findLastIndex((segment) => segment.toLowerCase() === 'providers');
  const provider = at < 0 ? undefined : segments[at + 1];
  return provider === undefined ? 'Microsoft.Resources' : keep(provider);
}

/** The path of a call of a Kubernetes API server with placeholders, such as `/api/v1/namespaces/{namespace}/pods`. */
export function kubernetesTemplate(path: string): string {
  const { root, rest } = splitKubernetesPath(path);
  const [kind, name, ...more] = rest;
  if (kind === 'namespaces' && more.length > 0) {
    const [collection = '', object, ...sub] = more;
    return join([...root, kind, '{namespace}', keep(collection), ...(object ? ['{name}'] : []), ...sub.map(keep)]);
  }
  return join([...root, ...(kind ? [keep(kind)] : []), ...(name ? ['{name}'] : []), ...more.map(keep)]);
}

/** The namespace in a path of a Kubernetes API server; null where it names none. */
export function kubernetesNamespace(path: string): string | null {
  const [kind, name] = splitKubernetesPath(path).rest;
  return kind === 'namespaces' && name ? name : null;
}

/** `/api/v1`, or `/apis/<group>/<version>`, and what follows. */
function splitKubernetesPath(path: string): { root: string[]; rest: string[] } {
  const segments = path.split('/').filter(Boolean);
  const rootLength = segments[0] === 'api' ? 2 : segments[0] === 'apis' ? 3 : 0;
  return { root: segments.slice(0, rootLength), rest: segments.slice(rootLength) };
}

/** The path of a call of the Table service; names of tables and keys of rows are left out. */
export function tableTemplate(path: string): string {
  const last = path.split('/').at(-1) ?? '';
  if (last === '$batch' || last === 'Tables') return `/${last}`;
  return last.includes('(') ? '/{table}({keys})' : '/{table}';
}

/** The path of a call of Key Vault, such as `/keys/{name}/{version}/sign`; no name of what is in the vault is told. */
export function keyVaultTemplate(path: string): string {
  return path.replace(/^\/(keys)\/[^/]+/, '/$1/{name}').replace(/\/[0-9a-f]{32}(?=\/|$)/i, '/{version}');
}

const join = (parts: readonly string[]): string => `/${parts.join('/')}`;
