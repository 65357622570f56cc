import type { Furniture } from './furnish.ts';
import { createRandom, pick } from './random.ts';

export interface FuzzedRequest {
  method: string;
  path: string;
  headers: Record<string, string>;
  body?: string | Uint8Array<ArrayBuffer>;
}

/** An operation of the API's document, as far as a request needs it. */
export interface FuzzedOperation {
  id: string;
  method: string;
  route: string;
  takesBody: boolean;
  query: string[];
}

type Random = () => number;

const nowhere = { subscriptionId: '11111111-1111-4111-8111-111111111111', resourceGroup: 'nowhere', name: 'nowhere' };

/** Bodies that are right, by the operations that take them: what is wrong about a request comes on top. */
const basesOf = ({ cluster, poolName }: Furniture): Record<string, readonly Record<string, unknown>[]> => {
  const nodePool = { name: 'fuzz', vmSize: 'Standard_D4s_v5', count: 1, tags: { a: 'b' }, zones: ['1'] };
  const newCluster = { location: 'westeurope', systemPool: { name: 'system' } };
  const provisionings = [
    { cluster, nodePool, cleanup: 'keep' },
    { cluster, nodePool: { name: 'fuzz' }, quarantine: true, approval: 'required', preflight: 'skip' },
    { cluster: { ...cluster, name: 'fresh' }, nodePool: { name: 'fuzz' }, newCluster },
  ];
  const verifications = [{ cluster, nodePool: poolName }, { cluster }];
  return {
    startProvisioning: provisionings,
    planProvisioning: provisionings,
    startVerification: verifications,
    checkPreflight: [...provisionings, ...verifications],
    approveRun: [{ reason: 'It is time.' }, {}],
    waiveFinding: [{ reason: 'Known.', until: new Date(Date.now() + 30 * 86_400_000).toISOString() }],
  };
};

const texts = [
  'apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec: {containers: [{name: c, image: i}]}\n',
  'apiVersion: v1\nkind: Pod\nspec: {containers: []}\n',
  '- &a [*a]\n',
  '{"kind":"List","items":[{}]}',
  'a: b: c',
];

const junk: readonly unknown[] = [
  ...[null, true, 0, -1, 1.5, 1e308, 2 ** 53, '', ' ', 'x', '\u0000', '\ud800', '../../x', '%00', "' or 1 eq 1"],
  ...['x'.repeat(5000), '[concat()]', '1'.repeat(400), [], {}, [[[[[]]]]], { a: { b: { c: {} } } }],
  ...[JSON.parse('{"__proto__": {"polluted": true}}'), { constructor: 1 }, 'NaN', '2026-13-45', '/subscriptions/x'],
];

/** Values that a parameter of this name may have. */
const values: Record<string, readonly string[]> = {
  'api-version': ['2026-11-01'],
  all: ['true', 'false'],
  continuation: ['YWZ0ZXI6ODIwNDI1MzI4MDY1OC0yNTUzMzIwMzU1', 'YWZ0ZXI6eA', 'e30'],
  filter: [
    "verdict eq 'isolated'",
    "status eq 'Running' and kind eq 'provisioning'",
    'since ge 2026-01-01',
    "x eq 'y'",
  ],
  format: ['json', 'html', 'markdown', 'csv', 'junit', 'sarif', 'oscal'],
  maxpagesize: ['1', '2', '200', '1e3'],
  namespace: ['default', 'kube-system'],
  replace: ['none', 'old', 'all'],
  runtimeClassName: ['kata-vm-isolation'],
  sandboxed: ['true', 'false'],
  since: ['2026-01-01'],
  state: ['sent', 'dead'],
};

const segments = ['x', '%2e%2e', '8204312613280-d1883f5112', 'a%2Fb', '%C3%A9', '0'.repeat(300), "'", '%20', '*', '~'];
const types = ['application/json', 'application/yaml', 'text/plain', 'application/json; charset=utf-16', ';', ''];
const accepts = ['application/json', 'application/problem+json', 'application/yaml', '*/*', 'text/html;q=0.1', ''];
const foreignMethods = ['PUT', 'PATCH', 'OPTIONS', 'HEAD', 'DELETE', 'POST', 'GET'];

/** Replaces, adds or removes something somewhere in a value. */
function mutate(random: Random, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || random() < 0.15) return pick(random, junk);
  const copy: Record<string, unknown> = { ...(value as Record<string, unknown>) };
  const keys = Object.keys(copy);
  const way = random();
  if (keys.length === 0 || way < 0.2)
    copy[pick(random, ['x', '__proto__', 'cluster', 'nodePool', ''])] = pick(random, junk);
  else if (way < 0.4) delete copy[pick(random, keys)];
  else {
    const key = pick(random, keys);
    copy[key] = mutate(random, copy[key]);
  }
  return copy;
}

function makeBody(random: Random, bases: readonly Record<string, unknown>[] | undefined) {
  if (!bases || random() < 0.05) return pick(random, texts);
  let value: unknown = pick(random, bases);
  for (let times = Math.floor(random() * 3); times > 0; times--) value = mutate(random, value);
  const text = JSON.stringify(value) ?? '';
  const way = random();
  if (way < 0.05) return text.slice(0, Math.floor(random() * text.length));
  if (way < 0.08) return new TextEncoder().encode(text).map((byte) => (random() < 0.02 ? 0xff : byte));
  return way < 0.1 ? `\ufeff${text}` : text;
}

/** The parameters of a path: nearly always all that are there, and otherwise each at random. */
function makePath(random: Random, { id, route }: FuzzedOperation, there: Furniture): string {
  const { running, waiting, ended, mortal } = there.runs;
  const runs = { deleteRun: [...running, ...mortal], approveRun: waiting }[id] ?? [...running, ...ended];
  const things = route.startsWith('/alerts') ? there.alerts : route.startsWith('/runs') ? runs : there.findings;
  const right: Record<string, string> = {
    ...there.cluster,
    ...{ poolName: there.poolName, digest: there.digest, file: 'show-document.js', path: 'runs' },
    ...(things.length > 0 && { id: pick(random, things) }),
  };
  const asItIs = random() < 0.75;
  return route.replaceAll(/\{([^}]+)\}/g, (_all, name: string) =>
    asItIs || random() < 0.6 ? encodeURIComponent(right[name] ?? 'x') : pick(random, segments),
  );
}

function makeQuery(random: Random, known: readonly string[]): string {
  const names = [...known, ...known, 'x', 'code', 'Api-Version', '$filter'];
  const asked = Array.from({ length: Math.max(0, Math.floor(random() * 5) - 2) }, () => {
    const name = pick(random, names);
    const good = values[name];
    return [name, good && random() < 0.75 ? pick(random, good) : String(pick(random, junk))] as const;
  });
  return asked.map(([name, value]) => `${name}=${encodeURIComponent(value.toWellFormed())}`).join('&');
}

/** The request of a seed: an operation with parameters, query, headers and body, of which something is mostly wrong. */
export function makeRequest(seed: number, operations: readonly FuzzedOperation[], there: Furniture): FuzzedRequest {
  const random = createRandom(seed);
  const operation = pick(random, operations);
  const { id, takesBody, query } = operation;
  const search = makeQuery(random, query);
  const path = `/api${makePath(random, operation, there)}${search ? `?${search}` : ''}`;
  const headers = {
    accept: pick(random, accepts),
    ...(random() < 0.1 && { 'operation-id': pick(random, ['a', 'x'.repeat(200), 'e']) }),
    ...(random() < 0.2 && { 'if-match': pick(random, ['*', '"x"', 'x', '']) }),
    ...(random() < 0.1 && { 'repeatability-request-id': 'x' }),
    ...(random() < 0.1 && { 'last-event-id': pick(random, ['end', 'x', '']) }),
    ...(random() < 0.02 && { 'content-encoding': 'gzip' }),
    ...(takesBody && { 'content-type': random() < 0.85 ? 'application/json' : pick(random, types) }),
  };
  const method = random() < 0.03 ? pick(random, foreignMethods) : operation.method;
  const hasBody = takesBody && random() < 0.97 && method !== 'GET' && method !== 'HEAD';
  return { method, path, headers, ...(hasBody && { body: makeBody(random, basesOf(there)[id]) }) };
}

/** The same body about a cluster that is not there, so that nothing can come of it. */
export function elsewhere(body: unknown): unknown {
  return { ...(body as object), cluster: nowhere };
}
