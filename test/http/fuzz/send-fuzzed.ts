import { type ApiDocument, createDocumentCheck } from '../../support/main-app/check-against-document.ts';
import type { TestStack } from '../../support/main-app/start-test-stack.ts';
import { furnish } from './furnish.ts';
import { elsewhere, type FuzzedOperation, makeRequest } from './make-request.ts';

/** What hangs longer than this has no end. */
const hangMs = 60_000;

/** What starts a run: of these no request that the document takes is sent about a cluster that is there. */
const starting = ['startProvisioning', 'startVerification'];

async function readDocument(stack: TestStack): Promise<ApiDocument> {
  return (await (await fetch(`${stack.host().ready.baseUrl}/api/openapi.json`)).json()) as ApiDocument;
}

function operationsOf({ paths }: ApiDocument): FuzzedOperation[] {
  return Object.entries(paths).flatMap(([route, methods]) =>
    Object.entries(methods).map(([method, { operationId, requestBody, parameters = [] }]) => ({
      ...{ id: operationId, method: method.toUpperCase(), route, takesBody: requestBody !== undefined },
      query: parameters.filter((each) => each.in === 'query').map(({ name }) => name),
    })),
  );
}

/** A body as its reader will understand it; undefined for what is no JSON. */
function parse(body: string | Uint8Array | undefined): unknown {
  try {
    return JSON.parse(typeof body === 'string' ? body.replace(/^\ufeff/, '') : new TextDecoder().decode(body));
  } catch {
    return undefined;
  }
}

/** What must not have changed: the runs that there are, and what ARM was asked to make or remove. */
async function readWorld(stack: TestStack): Promise<{ runs: string[]; writes: string[] }> {
  const runs: string[] = [];
  for (let next = '/api/runs?maxpagesize=200'; next; ) {
    const page = await stack.call<{ value: { id: string }[]; nextLink?: string }>(next);
    runs.push(...page.value.map(({ id }) => id));
    const link = page.nextLink && new URL(page.nextLink);
    next = link ? link.pathname + link.search : '';
  }
  const writes = (await stack.armRequests()).filter(
    ({ service, method }) => service === 'resource-manager' && (method === 'PUT' || method === 'DELETE'),
  );
  return { runs, writes: writes.map(({ method, path }) => `${method} ${path}`) };
}

/**
 * Sends the requests of seeds from `from` on, some at a time, to an app in which there is something, and returns what is wrong:
 * answers that are a server's error or that the API's document does not tell of, runs and writes to ARM that came of them, and
 * operations that none of the requests got an answer of success from.
 */
export async function sendFuzzed(stack: TestStack, from: number, count: number): Promise<string[]> {
  const there = await furnish(stack);
  const document = await readDocument(stack);
  const check = createDocumentCheck(document);
  const operations = operationsOf(document);
  const before = await readWorld(stack);
  const wrong: string[] = [];
  const served = new Set<string>();
  let next = from;
  async function work(): Promise<void> {
    for (let seed = next++; seed < from + count; seed = next++) {
      const { status, operationId, complaints } = await sendOne(stack, check, makeRequest(seed, operations, there));
      if (status < 300 && operationId) served.add(operationId);
      wrong.push(...complaints.map((complaint) => `seed ${seed}: ${complaint}`));
    }
  }
  await Promise.all(Array.from({ length: 8 }, work));
  const after = await readWorld(stack);
  return [
    ...wrong,
    ...after.runs.filter((id) => !before.runs.includes(id)).map((id) => `run ${id} was started`),
    ...after.writes.slice(before.writes.length).map((write) => `ARM was asked for ${write}`),
    ...operations.filter(({ id }) => !served.has(id) && !isOutOfReach(id)).map(({ id }) => `${id} never succeeded`),
  ];
}

/** What starts a run is never asked for rightly, and an alert that was sent is not sent again. */
const isOutOfReach = (id: string) => starting.includes(id) || id === 'replayAlert';

async function sendOne(
  stack: TestStack,
  check: ReturnType<typeof createDocumentCheck>,
  { method, path, headers, body: made }: ReturnType<typeof makeRequest>,
) {
  const { baseUrl, masterKey } = stack.host().ready;
  const operationId = check.operationOf({ method, path })?.operation.operationId;
  const asked = parse(made);
  const isRight = asked !== undefined && check.findMistakes({ method, path }, asked) === null;
  const moved = isRight && starting.includes(operationId ?? '') ? elsewhere(asked) : undefined;
  const body = moved === undefined ? made : JSON.stringify(moved);
  const response = await fetch(`${baseUrl}${path}`, {
    method,
    headers: { ...headers, 'x-functions-key': masterKey },
    ...(body !== undefined && { body }),
    redirect: 'manual',
    signal: AbortSignal.timeout(hangMs),
  });
  const { status } = response;
  const exchange = { method, path, status, headers: response.headers, text: await response.text() };
  const lies = check.findLies({ ...exchange, ...(asked !== undefined && { body: moved ?? asked }) });
  const what = `${method} ${path.slice(0, 200)}`;
  const complaints = lies.map((lie) => `${what}: ${lie}`);
  if (status >= 500) complaints.push(`${what} ${status} ${exchange.text}`);
  return { status, operationId, complaints };
}
