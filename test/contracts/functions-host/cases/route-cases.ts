import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { ask } from '../../../support/functions-host/conformance-target.ts';
import type { ConformanceCase } from './conformance-case.ts';

interface RecordedRoute {
  request: string;
  function: string | null;
  params: Record<string, string> | null;
}

const recorded = JSON.parse(
  readFileSync(new URL('../recorded/routes.json', import.meta.url), 'utf8'),
) as RecordedRoute[];

/** Each request reaches the function that Azure's own router chose (recorded/routes.json). */
export const routeCases: ConformanceCase[] = recorded.map(({ request, function: name, params }) => ({
  name: `route: ${request} is ${name === null ? 'not found' : `answered by ${name}`}`,
  async run(target) {
    const [method = '', path = ''] = request.split(' ');
    const answer = await ask(target, path, { method });
    if (name === null) return assert.equal(answer.status, 404, answer.text);
    assert.equal(answer.status, 200, answer.text);
    assert.deepEqual(answer.json(), { function: name, params });
  },
}));
