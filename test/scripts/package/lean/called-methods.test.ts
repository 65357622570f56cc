import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { expect, test } from '@jest/globals';
import { transformSync } from 'esbuild';
import { keepMethods } from '../../../../scripts/package/lean/called-methods.ts';

const generated = join(dirname(createRequire(import.meta.url).resolve('@kubernetes/client-node')), 'gen');

const kept = [
  'constructor',
  'listNode',
  'listNodeWithHttpInfo',
  'createNamespacedPod',
  'createNamespacedPodWithHttpInfo',
];

/** The methods of a class, in JavaScript as esbuild prints it. */
const methodsOf = (code: string, className: string) => {
  const [, body = ''] = new RegExp(`^(?:export )?class ${className}\\b[^\\n]*\\{\\n(.*?)^\\}`, 'ms').exec(code) ?? [];
  return [...body.matchAll(/^ {2}(?:async )?(\w+)\(/gm)].map(([, name = '']) => name).sort();
};

test.each([
  ['apis/CoreV1Api.js', 'CoreV1ApiRequestFactory', ['createNamespacedPod', 'listNode']],
  ['apis/CoreV1Api.js', 'CoreV1ApiResponseProcessor', ['createNamespacedPodWithHttpInfo', 'listNodeWithHttpInfo']],
  ['types/ObservableAPI.js', 'ObservableCoreV1Api', kept],
  ['types/ObjectParamAPI.js', 'ObjectCoreV1Api', kept],
])('%s keeps in %s what is called, and nothing else', (file, className, methods) => {
  const whole = readFileSync(join(generated, file), 'utf8');
  const code = keepMethods(whole, (name) => kept.includes(name));
  expect(methodsOf(transformSync(code).code, className)).toEqual([...methods].sort());
  expect(methodsOf(transformSync(whole).code, className).length).toBeGreaterThan(200);
});

test('what is kept is not changed by a letter', () => {
  const whole = readFileSync(join(generated, 'apis/CoreV1Api.js'), 'utf8');
  expect(keepMethods(whole, () => true)).toBe(whole);
});
