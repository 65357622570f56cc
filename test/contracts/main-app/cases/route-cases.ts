import assert from 'node:assert/strict';
import { askForRefusal, assertRefused } from '../../../support/main-app/ask-for-runs.ts';
import { askApp } from '../../../support/main-app/main-app-target.ts';
import { readHttpFunctions } from './golden-functions.ts';
import type { MainAppCase } from './main-app-case.ts';

const functions = readHttpFunctions();
const pathOf = (route: string): string => `/api/${route.replaceAll(/\{[^}]+\}/g, 'x')}`;

/** Routes that anybody may ask: they tell nothing that is not the same in every deployment, but up or down. */
const forAnybody = ['docs', 'docs/{file}', 'health', 'openapi.json', 'page', 'page/{*path}'];

/** For every route of the golden file: it needs a key, and it refuses the methods that no function has there. */
const ofEveryRoute = functions.flatMap(({ route, methods, authLevel }): MainAppCase[] => {
  const taken = functions.filter((other) => other.route === route).flatMap((other) => other.methods);
  const others = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'].filter((method) => !taken.includes(method));
  return [
    {
      name: `routes: ${methods.join(', ')} ${route} ${forAnybody.includes(route) ? 'is open to anybody' : 'asks for a function key'}`,
      needs: 'keys',
      async run(target) {
        assert.equal(authLevel, forAnybody.includes(route) ? 'anonymous' : 'function');
        if (forAnybody.includes(route)) return;
        for (const method of methods)
          for (const key of [null, 'wrong'])
            assert.equal((await askApp(target, pathOf(route), { method, key })).status, 401);
      },
    },
    {
      name: `routes: ${others.join(', ')} ${route} does not exist, and the answer says what does`,
      async run(target) {
        for (const method of others) {
          const { status, headers } = await askApp(target, pathOf(route), { method });
          assert.deepEqual([status, headers.get('x-ms-error-code')], [405, 'MethodNotAllowed']);
          for (const each of taken) assert.ok(headers.get('allow')?.split(', ').includes(each));
        }
      },
    },
  ];
});

const unknownRuns = [
  'x',
  '0000000000000-0123456789',
  "'%20or%201%20eq%201",
  'a%2Fb',
  '%C3%A9',
  '..%2Fruns',
  'x'.repeat(500),
];

export const routeCases: readonly MainAppCase[] = [
  ...ofEveryRoute,
  {
    name: "routes: the page of the API's document, its files and no others are there for anybody",
    async run(target) {
      for (const path of ['/api/docs', '/api/docs/swagger-ui.css', '/api/openapi.json'])
        assert.equal((await askApp(target, path, { key: null })).status, 200, path);
      for (const path of ['/api/docs', '/api/openapi.json'])
        assert.equal((await askApp(target, `${path}?api-version=2001-01-01`)).status, 400, path);
      await assertRefused(target, '/api/docs/main.cjs', {}, 404, 'DocumentNotFound');
    },
  },
  {
    name: 'routes: the page, its views and no other file are there for anybody',
    async run(target) {
      for (const path of ['/api/page', '/api/page/', '/api/page/runs'])
        assert.match((await askApp(target, path, { key: null })).text, /^<!doctype html>/, path);
      assert.equal((await askApp(target, '/api/page?api-version=2001-01-01')).status, 400);
      await assertRefused(target, '/api/page/assets', {}, 404, 'DocumentNotFound');
    },
  },
  {
    name: 'routes: what anybody may look at is there for who wants no body, as a probe of Azure Front Door',
    async run(target) {
      for (const path of ['/api/health', '/api/page', '/api/docs', '/api/openapi.json']) {
        const { status, text } = await askApp(target, path, { method: 'HEAD', key: null });
        assert.deepEqual([path, status, text], [path, 200, '']);
      }
    },
  },
  {
    name: 'routes: a path that no function has does not exist',
    async run(target) {
      for (const path of ['/api/nowhere', '/api', '/api/runs/x/y', '/api/runs/x/cancel/y'])
        await assertRefused(target, path, { key: null }, 404, 'OperationNotFound');
      assert.match((await askForRefusal(target, '/api/nowhere')).message, /GET \/api\/nowhere.* \/api\/openapi\.json /);
      assert.equal((await askApp(target, '/runs')).status, 404);
    },
  },
  {
    name: 'routes: the case of a path and a slash at its end do not matter',
    async run(target) {
      for (const path of ['/api/RUNS', '/API/runs', '/api/runs/'])
        assert.equal((await askApp(target, path)).status, 200, path);
    },
  },
  ...unknownRuns.flatMap((id): MainAppCase[] => [
    {
      name: `runs: ${id.slice(0, 40)} is not found`,
      run: (target) => assertRefused(target, `/api/runs/${id}`, {}, 404, 'RunNotFound'),
    },
    {
      name: `runs: ${id.slice(0, 40)} is not found to be cancelled`,
      run: (target) => assertRefused(target, `/api/runs/${id}/cancel`, { method: 'POST' }, 404, 'RunNotFound'),
    },
  ]),
  ...['runs', 'postures'].flatMap((list) =>
    ['maxpagesize=0', 'maxpagesize=x', 'limit=5', 'colour=red', 'continuation=%25%25', 'filter=colour'].map(
      (query): MainAppCase => ({
        name: `${list}: a page with ${query} is refused`,
        async run(target) {
          assert.equal((await askApp(target, `/api/${list}?${query}`)).status, 400);
        },
      }),
    ),
  ),
];
