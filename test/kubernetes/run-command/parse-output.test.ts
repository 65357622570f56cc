import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { buildScript } from '../../../shared/kubernetes/run-command/build-script.ts';
import { parseOutput } from '../../../shared/kubernetes/run-command/parse-output.ts';

const nonce = 'a1b2c3d4'.repeat(4);
const get = { method: 'GET', path: "/api/v1/pods?labelSelector=it's", body: null } as const;
const create = { method: 'POST', path: '/api/v1/namespaces', body: '{"text":"ä $HOME `id` \\"x\\" \'y\'"}' } as const;

const folder = mkdtempSync(join(tmpdir(), 'kataproof-script-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Runs a script in this machine's own shell; its kubectl is the given one. Without `tools`, there is neither gzip nor base64. */
function runScript(script: string, kubectl: string, tools = true): string {
  writeFileSync(join(folder, 'kubectl'), `#!/bin/sh\n${kubectl}\n`, { mode: 0o755 });
  const found = (command: string) => (tools ? '' : `if [ "$2" = ${command} ]; then return 1; fi;`);
  const command = `command() { ${found('gzip')} ${found('base64')} builtin command "$@"; }\n`;
  const env = { PATH: `${folder}:${process.env['PATH']}` };
  return execFileSync('bash', ['-c', `${tools ? '' : command}${script}`], { env, maxBuffer: 2 ** 26 }).toString();
}

/** A kubectl that prints its arguments and its standard input, and says the same on the other stream. */
const echo = `printf '%s|' "$@"; case "$*" in *-f*) cat;; esac; echo said >&2; exit 3`;

describe.each([
  ['packed', true],
  ['plain', false],
])('the output of a script, %s', (_, tools) => {
  test('is each request as it was sent, byte for byte', () => {
    const output = runScript(buildScript([get, create], nonce, 15), echo, tools);
    const shared = { exitCode: 3, err: expect.stringMatching(/^said\n?$/) };
    expect(parseOutput(output, nonce, 2, 1e6)).toEqual([
      { ...shared, out: `--request-timeout=15s|get|--raw|${get.path}|` },
      { ...shared, out: `--request-timeout=15s|create|--raw|${create.path}|-f|-|${create.body}\n` },
    ]);
  });

  test('is whole or nothing, wherever it was cut off', () => {
    const output = runScript(buildScript([get, create], nonce, 15), echo, tools);
    const whole = parseOutput(output, nonce, 2, 1e6);
    for (let length = 0; length < output.length; length++)
      for (const [index, answer] of parseOutput(output.slice(0, length), nonce, 2, 1e6).entries())
        expect(answer === null || JSON.stringify(answer) === JSON.stringify(whole[index])).toBe(true);
  });

  test('without its beginning loses what was there alone', () => {
    const output = runScript(buildScript([get, create], nonce, 15), echo, tools);
    const [, second] = parseOutput(output, nonce, 2, 1e6);
    const from = output.indexOf(`${nonce} answer 1`);
    expect(parseOutput(output.slice(from), nonce, 2, 1e6)).toEqual([null, second]);
  });
});

describe('an output', () => {
  test('of somebody who does not know the nonce answers nothing', () => {
    const output = runScript(buildScript([get], 'f'.repeat(32), 15), echo);
    expect(parseOutput(output, nonce, 1, 1e6)).toEqual([null]);
  });

  test('with bytes changed on the way answers nothing', () => {
    const output = runScript(buildScript([get], nonce, 15), 'echo "{\\"a\\":1}"', false);
    expect(parseOutput(output, nonce, 1, 1e6)).toMatchObject([{ exitCode: 0, out: '{"a":1}\n' }]);
    expect(parseOutput(output.replace('{"a":1}', '{"a":12}'), nonce, 1, 1e6)).toEqual([null]);
  });

  test('that unpacks to more than it may is refused', () => {
    const output = runScript(buildScript([get], nonce, 15), 'head -c 100000 /dev/zero');
    expect(() => parseOutput(output, nonce, 1, 50_000)).toThrow(/more than 50000 bytes/);
  });
});
