import assert from 'node:assert/strict';
import { readHttpFunctions } from './golden-functions.ts';
import type { MainAppCase } from './main-app-case.ts';

const patternOf = (route: string): RegExp =>
  new RegExp(`^/api/${route.replaceAll(/\{[^}]+\}/g, '[^/?]+')}(\\?.*)?$`, 'i');

/** This case must be the last one: it checks that the suite has called every route. */
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
];
