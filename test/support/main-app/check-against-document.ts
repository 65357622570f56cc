import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';

/** A request that was made, and its answer. */
export interface Exchange {
  method: string;
  /** With its query. */
  path: string;
  body?: unknown;
  status: number;
  headers: Headers;
  text: string;
}

interface Content {
  content?: Record<string, { schema?: object }>;
}

interface DescribedOperation {
  operationId: string;
  /** Empty for what anybody may look at. */
  security?: object[];
  parameters?: { in: string; name: string; required?: boolean }[];
  requestBody?: Content;
  responses: Record<string, Content & { headers?: Record<string, { required?: boolean }> }>;
}

export interface ApiDocument {
  paths: Record<string, Record<string, DescribedOperation>>;
}

const toPointer = (part: string) => part.replaceAll('~', '~0').replaceAll('/', '~1');
const toPattern = (route: string) => new RegExp(`^/api${route.replaceAll(/\{[^}]+\}/g, '[^/]+')}/?$`, 'i');
const mediaType = (headers: Headers) => (headers.get('content-type') ?? '').split(';')[0]?.trim().toLowerCase() ?? '';

/**
 * Holds exchanges with the app against its OpenAPI document: each must be of an operation that the document has, with a
 * status, a media type, headers and a body that it tells of, and what the app has accepted must be what it asks for.
 * `findLies` returns what is otherwise, a sentence each.
 */
export function createDocumentCheck(document: ApiDocument) {
  const ajv = new Ajv2020({ strict: false, allErrors: true });
  formats.default(ajv);
  ajv.addSchema({ ...document, $id: 'https://document.test/' });
  const compiled = new Map<string, ValidateFunction>();
  const schemaAt = (...place: string[]): ValidateFunction => {
    const $ref = `https://document.test/#/${place.map(toPointer).map(encodeURIComponent).join('/')}`;
    const known = compiled.get($ref) ?? ajv.compile({ $ref });
    compiled.set($ref, known);
    return known;
  };
  const complain = (place: string[], value: unknown): string | null => {
    const validate = schemaAt(...place);
    return validate(value) ? null : ajv.errorsText(validate.errors, { dataVar: 'body' });
  };
  const routes = Object.keys(document.paths).map((route) => ({ route, pattern: toPattern(route) }));
  // A route without parameters comes before one with them, as hosts match.
  routes.sort((a, b) => a.route.split('{').length - b.route.split('{').length);

  /** The operation that answers an exchange; null for a path or a method that none has. */
  function operationOf({ method, path }: Pick<Exchange, 'method' | 'path'>) {
    const { pathname } = new URL(path, 'https://app.test');
    for (const { route, pattern } of routes) {
      const operation = document.paths[route]?.[method.toLowerCase()];
      if (pattern.test(pathname) && operation) return { route, operation };
    }
    return null;
  }

  /** What is wrong about a JSON body by the document alone; null for a body that it takes, and where it takes none. */
  function findMistakes(asked: Pick<Exchange, 'method' | 'path'>, body: unknown): string | null {
    const found = operationOf(asked);
    const type = 'application/json';
    if (!found?.operation.requestBody?.content?.[type]) return null;
    const place = ['paths', found.route, asked.method.toLowerCase()];
    return complain([...place, 'requestBody', 'content', type, 'schema'], body);
  }

  function findLies(exchange: Exchange): string[] {
    const found = operationOf(exchange);
    if (!found) return checkUnknown(exchange);
    const { route, operation } = found;
    const { status, headers, text } = exchange;
    const response = operation.responses[status];
    if (!response) return [`${operation.operationId} tells of no ${status}: ${text.slice(0, 200)}`];
    const place = ['paths', route, exchange.method.toLowerCase()];
    const lies = [
      ...checkBody(response, [...place, 'responses', String(status)], headers, text),
      ...checkHeaders(response.headers ?? {}, exchange),
      ...(status < 300 ? checkRequest(operation, place, exchange) : []),
    ];
    return lies.map((lie) => `${operation.operationId} ${status}: ${lie}`);
  }

  function checkBody({ content }: Content, place: string[], headers: Headers, text: string): string[] {
    const type = mediaType(headers);
    if (text === '') return content && !place.includes('401') ? ['a body is told of, and there is none'] : [];
    if (!content) return ['no body is told of, and there is one'];
    const told = content[type]
      ? type
      : Object.keys(content).find((each) => each.split(';')[0] === type || each === '*/*');
    if (!told) return [`media type ${type} is not told of`];
    if (!/json$/.test(type)) return [];
    const wrong = complain([...place, 'content', told, 'schema'], JSON.parse(text));
    return wrong ? [`${wrong} in ${text.slice(0, 600)}`] : [];
  }

  function checkRequest(
    { parameters = [], requestBody, security = [] }: DescribedOperation,
    place: string[],
    { path, body }: Exchange,
  ) {
    const known = new Set(parameters.filter((each) => each.in === 'query').map(({ name }) => name));
    const query = [...new URL(path, 'https://app.test').searchParams.keys()];
    const strange = (security.length === 0 ? [] : query).filter(
      (name) => !known.has(name) && !/^(code|clientid|x-|utm_|subscription-key)/i.test(name),
    );
    const lies = strange.map((name) => `query parameter ${name} is not told of`);
    const type = 'application/json';
    if (!requestBody?.content?.[type] || body === undefined || typeof body === 'string' || ArrayBuffer.isView(body))
      return lies;
    const wrong = complain([...place, 'requestBody', 'content', type, 'schema'], body);
    return wrong ? [...lies, `accepted although ${wrong}`] : lies;
  }

  return { operationOf, findMistakes, findLies };
}

/**
 * What no operation takes is refused, but for what anybody may look at: that may be asked for without its body. OPTIONS, and
 * what is outside of the API, are answered by the host.
 */
function checkUnknown({ method, path, status, headers }: Exchange): string[] {
  // As it is sent: a URL knows no segment `%2e%2e`.
  const { pathname } = new URL(path, 'https://app.test');
  if (status === 404 && (method === 'OPTIONS' || !/^\/api(\/|$)/i.test(pathname))) return [];
  const refused = status === 404 || status === 405 || (method === 'HEAD' && (status === 200 || status === 400));
  return refused && headers.has('api-supported-versions') ? [] : [`no operation, but an answer ${status}`];
}

function checkHeaders(told: Record<string, { required?: boolean }>, { status, headers }: Exchange): string[] {
  const must = Object.entries(told).filter(([, { required }]) => required);
  const absent = must.map(([name]) => name).filter((name) => !headers.has(name));
  if (status !== 401 && !headers.has('api-supported-versions')) absent.push('api-supported-versions');
  return absent.map((name) => `no header ${name}`);
}
