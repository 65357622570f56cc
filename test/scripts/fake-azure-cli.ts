import { execFile } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { afterEach, beforeEach } from '@jest/globals';

/** How a script ended, what it said, and which calls of the Azure CLI that delete it made, without their common flags. */
interface Run {
  code: number;
  said: string;
  deleted: string[];
}

/**
 * An `az` for scripts under test, made anew for each test. It answers from the variable AZURE, a JSON object by the
 * beginnings of commands (`rest <table>` for Azure Resource Graph), notes what it is asked to delete, and fails where the
 * variable FAILS is part of that.
 */
export function useFakeAzureCli() {
  let folder = '';
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'kataproof-azure-cli-'));
    const program = `#!${process.execPath}
const fs = require('node:fs');
const args = process.argv.slice(2, process.argv.indexOf('--output'));
const call = args.join(' ');
const fail = () => { console.error('AuthorizationFailed'); process.exit(1); };
if (process.env.FAILS && call.includes(process.env.FAILS)) process.exitCode = 1;
if (/ delete /.test(call)) {
  fs.appendFileSync(${JSON.stringify(join(folder, 'deleted'))}, call + '\\n');
  if (process.exitCode) fail();
} else {
  if (process.exitCode && args[0] === 'rest') fail();
  process.exitCode = 0;
  const table = JSON.parse(process.env.AZURE);
  const asked = args[0] === 'rest'
    ? 'rest ' + JSON.parse(fs.readFileSync(args[args.indexOf('--body') + 1].slice(1), 'utf8')).query
    : call;
  const key = Object.keys(table).find((key) => asked.startsWith(key));
  console.log(JSON.stringify(key ? table[key] : args[0] === 'rest' ? { data: [] } : []));
}
`;
    writeFileSync(join(folder, 'az'), program);
    chmodSync(join(folder, 'az'), 0o755);
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const readDeleted = (): string[] => {
    try {
      return readFileSync(join(folder, 'deleted'), 'utf8').trim().split('\n');
    } catch {
      return [];
    }
  };

  return {
    run: (script: string, args: string[], variables: Record<string, string>) =>
      new Promise<Run>((resolve) => {
        const env = { PATH: `${folder}${delimiter}${dirname(process.execPath)}`, ...variables };
        const child = execFile(process.execPath, [script, ...args], { env }, (_, stdout, stderr) =>
          resolve({ code: child.exitCode ?? -1, said: `${stdout}${stderr}`, deleted: readDeleted() }),
        );
        child.stdin?.end();
      }),
  };
}
