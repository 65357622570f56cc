import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, test } from '@jest/globals';
import type { Metafile } from 'esbuild';

const { outputs } = JSON.parse(readFileSync('dist/metafile.json', 'utf8')) as Metafile;

/** The source files that are executed when `file` is loaded: its own, and those of what it imports statically. */
function executedBy(file: string): string[] {
  const found = new Set([file]);
  for (const each of found)
    for (const { path, kind } of outputs[each]?.imports ?? [])
      if (kind === 'import-statement' && path in outputs) found.add(path);
  const inputs = [...found].flatMap((each) => Object.entries(outputs[each]?.inputs ?? {}));
  return inputs.filter(([, { bytesInOutput }]) => bytesInOutput > 0).map(([path]) => path);
}

const packageOf = (path: string) => /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1] ?? null;
const packagesOf = (paths: string[]) => [...new Set(paths.map(packageOf))].filter((name) => name !== null).sort();

/** Loads the app as the worker does, and tells which files of it that took. */
const load = `
const Module = require('node:module');
const nothing = { dispose() {} };
const core = { registerHook: () => nothing, registerFunction: () => nothing, setProgrammingModel() {}, getProgrammingModel() {} };
const required = Module.prototype.require;
Module.prototype.require = function (id) { return id === '@azure/functions-core' ? core : required.call(this, id); };
require(process.argv[1]);
console.log(JSON.stringify(Object.keys(require.cache)));
process.exit();
`;

describe('a start of the app', () => {
  const executed = executedBy('main.cjs');

  test('executes the library of functions and what reads the settings, and of no other package anything', () => {
    expect(packagesOf(executed)).toEqual(['@azure/functions', '@azure/functions-extensions-base', 'cookie', 'zod']);
  });

  test('executes no handler, no schema of an operation, no rule of a proof and no adapter', () => {
    const rooms = executed
      .filter((path) => packageOf(path) === null)
      .map((path) => path.split('/').slice(0, 2).join('/'));
    const unwanted =
      /^shared\/(api|activities|workflow|azure|kubernetes|storage|alerting|tracing|exporters|preflight|plans)$/;
    expect([...new Set(rooms)].filter((room) => unwanted.test(room))).toEqual([]);
    expect(executed.filter((path) => path.startsWith('functions/http/'))).toEqual(['functions/http/files.ts']);
  });

  test('executes little: a file that comes to it is looked at here', () => {
    expect(executed.length).toBeGreaterThan(50);
    expect(executed.length).toBeLessThan(100);
  });

  test('loads one file', async () => {
    const main = resolve(join('dist/app', 'main.cjs'));
    const { stdout } = await promisify(execFile)(process.execPath, ['--eval', load, main], {
      env: { KATAPROOF_STORAGE_CONNECTION_STRING: 'UseDevelopmentStorage=true' },
    });
    expect(JSON.parse(stdout)).toEqual([main]);
  });
});
