import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { ask } from '../../../support/functions-host/conformance-target.ts';
import type { ConformanceCase } from './conformance-case.ts';

interface Binding {
  type: string;
  direction: string;
  [option: string]: unknown;
}

interface ListedFunction {
  name: string;
  config: { bindings: Binding[] };
}

/** Names of bindings are hashes of the options and mean nothing, and `properties` are only for the worker. */
function describe({ name, config }: ListedFunction): string {
  const bindings = config.bindings.map(({ name: _name, properties: _properties, type, direction, ...options }) => {
    const words = Object.entries(options)
      .filter(([, value]) => value !== undefined && value !== null)
      .map(([option, value]) => `${option}=${Array.isArray(value) ? value.join('|') : String(value)}`)
      .sort();
    return [`${type}:${String(direction).toLowerCase()}`, ...words].join(' ');
  });
  return `${name}: ${bindings.sort().join('; ')}`;
}

/** Renders each function as one line, in the order of their names. */
export const describeFunctions = (functions: readonly ListedFunction[]): string[] => functions.map(describe).sort();

export const registrationCases: ConformanceCase[] = [
  {
    name: 'registration: the functions and their bindings are those of the golden file',
    needs: 'master-key',
    async run(target) {
      const answer = await ask(target, '/admin/functions');
      assert.equal(answer.status, 200);
      const golden = readFileSync(new URL('../recorded/functions.txt', import.meta.url), 'utf8')
        .trim()
        .split('\n');
      assert.deepEqual(describeFunctions(answer.json() as ListedFunction[]), golden);
    },
  },
];
