import { type ApiDocument, createDocumentCheck } from '../../support/main-app/check-against-document.ts';
import type { TestStack } from '../../support/main-app/start-test-stack.ts';
import { type FuzzedOperation, makeRequest } from './make-request.ts';

/** What hangs longer than this has no end. */
const hangMs = 60_000;

async function readDocument(stack: TestStack): Promise<ApiDocument> {
  return (await (await fetch(`${stack.host().ready.baseUrl}/api/openapi.json`)).json()) as ApiDocument;
}

function operationsOf({ paths }: ApiDocument): FuzzedOperation[] {
  return Object.entries(paths).flatMap(([route, methods]) =>
    Object.entries(methods).map(([method, { requestBody, parameters = [] }]) => ({
      method: method.toUpperCase(),
      route,
      takesBody: requestBody !== undefined,
      query: parameters.filter((each) => each.in === 'query').map(({ name }) => name),
    })),
  );
}

/**
 * Sends the requests of seeds from `from` on, some at a time, and returns what is wrong with the answers: a server error, and
 * what the API's document does not tell of.
 */
export async function sendFuzzed(stack: TestStack, from: number, count: number): Promise<string[]> {
  const document = await readDocument(stack);
  const { findLies } = createDocumentCheck(document);
  const operations = operationsOf(document);
  const { baseUrl, masterKey } = stack.host().ready;
  const wrong: string[] = [];
  let next = from;
  async function work(): Promise<void> {
    for (let seed = next++; seed < from + count; seed = next++) {
      const { method, path, headers, body } = makeRequest(seed, operations);
      const response = await fetch(`${baseUrl}${path}`, {
        method,
        headers: { ...headers, 'x-functions-key': masterKey },
        ...(body !== undefined && { body }),
        redirect: 'manual',
        signal: AbortSignal.timeout(hangMs),
      });
      const exchange = {
        method,
        path,
        status: response.status,
        headers: response.headers,
        text: await response.text(),
      };
      if (response.status >= 500) wrong.push(`seed ${seed}: ${method} ${path} ${response.status} ${exchange.text}`);
      wrong.push(...findLies(exchange).map((lie) => `seed ${seed}: ${method} ${path.slice(0, 200)}: ${lie}`));
    }
  }
  await Promise.all(Array.from({ length: 8 }, work));
  return wrong;
}
