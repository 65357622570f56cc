import assert from 'node:assert/strict';
import { type ApiDocument, createDocumentCheck } from '../../../support/main-app/check-against-document.ts';
import { askApp } from '../../../support/main-app/main-app-target.ts';
import { readHttpFunctions } from './golden-functions.ts';
import type { MainAppCase } from './main-app-case.ts';

const patternOf = (route: string): RegExp =>
  new RegExp(`^/api/${route.replaceAll(/\{[^}]+\}/g, '[^/?]+')}(\\?.*)?$`, 'i');

/** These cases must be the last ones: they check that the suite has called every route, and all answers. */
export const coverageCases: readonly MainAppCase[] = [
  {
    name: 'coverage: every HTTP function was asked for a success and for an error of its own',
    needs: 'emulated-azure',
    async run({ asked }) {
      for (const { name, route, methods } of readHttpFunctions()) {
        const mine = asked.filter(({ method, path }) => methods.includes(method) && patternOf(route).test(path));
        const statuses = mine.map(({ status }) => status);
        assert.ok(
          statuses.some((status) => status < 300),
          `${name} was never asked for a success`,
        );
        assert.ok(
          statuses.some((status) => status >= 400 && status !== 401),
          `${name} was never asked for an error`,
        );
      }
    },
  },
  {
    name: "document: every answer to this suite is one that the app's OpenAPI document tells of",
    needs: 'emulated-azure',
    async run(target) {
      const { findLies } = createDocumentCheck((await askApp(target, '/api/openapi.json')).json() as ApiDocument);
      const lies = target.asked.flatMap((exchange) => findLies(exchange).map((lie) => `${exchange.path} ${lie}`));
      assert.deepEqual([...new Set(lies)], []);
    },
  },
];
