import { createRandom, pick } from './random.ts';

export interface FuzzedRequest {
  method: string;
  path: string;
  headers: Record<string, string>;
  body?: string;
}

/** An operation of the API's document, as far as a request needs it. */
export interface FuzzedOperation {
  method: string;
  route: string;
  takesBody: boolean;
  query: string[];
}

/** Nothing is there, so that no request of this kind is one that could start something. */
const cluster = {
  subscriptionId: '11111111-1111-4111-8111-111111111111',
  resourceGroup: 'nowhere',
  name: 'nowhere',
};

const bases: readonly Record<string, unknown>[] = [
  { cluster, nodePool: { name: 'kata', vmSize: 'Standard_D4s_v5', count: 1, tags: { a: 'b' } }, cleanup: 'keep' },
  { cluster, nodePool: { name: 'kata' }, newCluster: { location: 'westeurope', systemPool: { name: 'system' } } },
  { cluster, nodePool: 'kata' },
  { reason: 'Known.', until: '2027-01-01' },
  {},
];

const texts = [
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

const segments = ['x', '%2e%2e', '8204312613280-d1883f5112', 'a%2Fb', '%C3%A9', '0'.repeat(300), "'", '%20', '*', '~'];
const types = ['application/json', 'application/yaml', 'text/plain', 'application/json; charset=utf-16', ';', ''];
const accepts = ['application/json', 'application/problem+json', 'application/yaml', '*/*', 'text/html;q=0.1', ''];

/** Replaces, adds or removes something somewhere in a value. */
function mutate(random: () => number, value: unknown): unknown {
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

function makeBody(random: () => number): string {
  if (random() < 0.15) return pick(random, texts);
  let value: unknown = pick(random, bases);
  for (let times = 1 + Math.floor(random() * 3); times > 0; times--) value = mutate(random, value);
  const text = JSON.stringify(value) ?? '';
  return random() < 0.1 ? text.slice(0, Math.floor(random() * text.length)) : text;
}

/** The request of a seed: an operation with parameters, query, headers and body that are mostly wrong. */
export function makeRequest(seed: number, operations: readonly FuzzedOperation[]): FuzzedRequest {
  const random = createRandom(seed);
  const { method, route, takesBody, query } = pick(random, operations);
  const params: Record<string, string> = { ...cluster };
  const path = route.replaceAll(/\{([^}]+)\}/g, (_all, name: string) =>
    random() < 0.5 ? (params[name] ?? pick(random, segments)) : pick(random, segments),
  );
  const names = [...query, 'x', 'code', 'api-version', '$filter'];
  const asked = Array.from({ length: Math.floor(random() * 3) }, () => [
    pick(random, names),
    String(pick(random, junk)),
  ]);
  const search = asked
    .map(([name = '', value = '']) => `${name}=${encodeURIComponent(value.toWellFormed())}`)
    .join('&');
  const headers = {
    accept: pick(random, accepts),
    ...(random() < 0.2 && {
      'operation-id': String(pick(random, ['a', 'x'.repeat(200), 'é'.normalize('NFD').slice(0, 1)])),
    }),
    ...(random() < 0.2 && { 'if-match': pick(random, ['*', '"x"', 'x', '']) }),
    ...(random() < 0.2 && { 'repeatability-request-id': 'x' }),
    ...(takesBody && { 'content-type': random() < 0.7 ? 'application/json' : pick(random, types) }),
  };
  const body = takesBody && random() < 0.95 ? { body: makeBody(random) } : {};
  return { method, path: `/api${path}${search ? `?${search}` : ''}`, headers, ...body };
}
