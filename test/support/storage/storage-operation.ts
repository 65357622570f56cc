/** One request to a storage account, told as what it does where. */
export interface StorageOperation {
  service: 'table' | 'blob' | 'queue';
  /** The table, container or queue, without the prefix that is given. Empty where a request is about none. */
  where: string;
  /** Such as `read`, `list`, `insert`, `merge`, `replace`, `delete`, `batch`, `create`; of queues also `poll` and `peek`. */
  what: string;
}

const ofTables: Record<string, string> = { GET: 'read', PUT: 'replace', PATCH: 'merge', MERGE: 'merge' };
const ofBlobs: Record<string, string> = { GET: 'read', HEAD: 'look', PUT: 'write', DELETE: 'delete' };
const ofMessages: Record<string, string> = { GET: 'poll', POST: 'send', PUT: 'hide', DELETE: 'delete' };

/**
 * Parses the line of a request as the REST APIs of Azure Storage have it, with the account in the path. A batch, which
 * Azure bills as one transaction, names its table only in its `body`.
 */
export function parseStorageOperation(
  service: StorageOperation['service'],
  { method, path, body }: { method: string; path: string; body: string },
  prefix = '',
): StorageOperation {
  const url = new URL(path, 'http://storage');
  const [, , place = '', ...rest] = url.pathname.split('/').map(decodeURIComponent);
  const named = (name: string, what: string) => ({ service, where: withoutPrefix(name, prefix), what });
  if (service === 'blob') return named(place, rest.length === 0 ? `${method} container` : (ofBlobs[method] ?? method));
  if (service === 'queue') {
    if (rest[0] !== 'messages') return named(place, `${method} queue`);
    return named(place, url.searchParams.has('peekonly') ? 'peek' : (ofMessages[method] ?? method));
  }
  if (place === '$batch') return named(/^[A-Z]+ https?:\/\/[^/]+\/[^/]+\/(\w+)/m.exec(body)?.[1] ?? '', 'batch');
  const [, table = '', keys] = /^(\w+)(?:\((.*)\))?$/.exec([place, ...rest].join('/')) ?? [];
  if (table === 'Tables') return named(/"TableName":"(\w+)"/.exec(body)?.[1] ?? '', `${method} table`);
  if (method === 'GET' && !keys) return named(table, 'list');
  if (method === 'POST') return named(table, 'insert');
  return named(table, method === 'DELETE' ? 'delete' : (ofTables[method] ?? method));
}

/** Names of containers are in small letters, those of tables as they were given. */
function withoutPrefix(name: string, prefix: string): string {
  return name.toLowerCase().startsWith(prefix.toLowerCase()) ? name.slice(prefix.length).replace(/^-/, '') : name;
}
