import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Validator } from '@seriousme/openapi-schema-validator';
import { type ApiDocument, createDocumentCheck } from '../support/main-app/check-against-document.ts';
import { startTestStack, type TestStack } from '../support/main-app/start-test-stack.ts';

let stack: TestStack;
beforeAll(async () => {
  stack = await startTestStack({ scenario: 'healthy' });
});
afterAll(() => stack?.stop());

/** Without a key, as a browser asks that follows a link. */
const read = (path: string) => fetch(`${stack.host().ready.baseUrl}${path}`);

interface Described {
  operationId: string;
  responses: Record<string, unknown>;
}

interface Described31 {
  openapi: string;
  servers: { url: string }[];
  paths: Record<string, Record<string, Described>>;
}

describe('the document of the API', () => {
  test('is valid OpenAPI 3.1 and says where the API is', async () => {
    const response = await read('/api/openapi.json');
    expect(response.status).toBe(200);
    const document = (await response.json()) as Described31;
    const result = await new Validator().validate({ ...document });
    expect(result.errors ?? []).toEqual([]);
    expect(document).toMatchObject({ openapi: '3.1.0', servers: [{ url: `${stack.host().ready.baseUrl}/api` }] });
  });

  test('takes what the app takes: names and sizes in capital letters, too', async () => {
    const document = (await (await read('/api/openapi.json')).json()) as ApiDocument;
    const { findMistakes } = createDocumentCheck(document);
    const body = {
      cluster: { ...stack.clusterBody, name: 'AKS-Prod', resourceGroup: 'RG-Prod' },
      nodePool: { name: 'kata', vmSize: 'Standard_D4s_v5' },
      newCluster: { location: 'westeurope', dnsPrefix: 'AKS-Prod' },
    };
    for (const path of ['/api/provisionings', '/api/plans', '/api/preflights'])
      expect([path, findMistakes({ method: 'POST', path }, body)]).toEqual([path, null]);
    expect(document.paths['/clusters/{subscriptionId}/{resourceGroup}/{name}']?.['get']).toMatchObject({
      parameters: expect.arrayContaining([
        expect.objectContaining({
          name: 'name',
          schema: expect.objectContaining({ pattern: expect.stringContaining('A-Z') }),
        }),
      ]),
    });
  });

  test('has every HTTP function of the app but the one that refuses, and no other', async () => {
    const { paths } = (await (await read('/api/openapi.json')).json()) as Described31;
    const described = Object.values(paths).flatMap((path) => Object.values(path).map(({ operationId }) => operationId));
    const functions =
      await stack.call<{ name: string; config: { bindings: { type: string }[] } }[]>('/admin/functions');
    const served = functions.filter(({ config }) => config.bindings.some(({ type }) => type === 'httpTrigger'));
    const names = served.map(({ name }) => name);
    expect([...described, 'zUnknownOperation'].toSorted()).toEqual(names.toSorted());
  });

  test.each(['/api/docs', '/api/docs/', '/api/docs/index.html'])(
    'is shown by a page at %s that loads nothing from elsewhere and runs no inline script',
    async (address) => {
      const page = await read(address);
      expect(page.headers.get('content-security-policy')).toContain("script-src 'self';");
      const text = await page.text();
      expect(text).not.toMatch(/<script(?![^>]*\ssrc=)/);
      const links = [...text.matchAll(/(?:src|href)="(?!data:)([^"]+)"/g)].map(([, link]) => link ?? '');
      expect(links.length).toBeGreaterThan(3);
      for (const link of links) {
        const { origin, href } = new URL(link, page.url);
        expect(origin).toBe(stack.host().ready.baseUrl);
        expect([link, (await fetch(href)).status]).toEqual([link, 200]);
      }
    },
  );

  test('says which files of the page there are, and nothing of any other', async () => {
    for (const file of ['main.cjs', '..%2Fmain.cjs', 'constructor', '%2e%2e'])
      expect([404, 400]).toContain((await read(`/api/docs/${file}`)).status);
  });
});
