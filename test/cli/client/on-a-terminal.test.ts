import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { afterEach, describe, expect, test } from '@jest/globals';
import { compileCache } from '../../../scripts/local-stack/start-emulated-azure.ts';
import { eventually } from '../../support/eventually.ts';
import { type HostileServer, startHostileServer } from '../../support/start-hostile-server.ts';

/** util-linux's script(1), which gives a process a terminal of its own. */
const hasTerminals = spawnSync('script', ['-qec', 'true', '/dev/null']).status === 0;
if (!hasTerminals) console.warn('No script(1) of util-linux is here: nothing is tested on a terminal.');

const run = { id: 'r1', kind: 'verification', status: 'Running', step: 'Proving', percentComplete: 5, timeline: [] };
const isolated = { status: 'Succeeded', result: { verdict: 'isolated', nodes: [], pools: [] } };

let server: HostileServer;
afterEach(() => server?.stop());

/** Follows a run on a terminal; the app says that it runs until `mayEnd` is resolved. */
async function follow(mayEnd: Promise<void>) {
  let asked = 0;
  server = await startHostileServer(async (response: ServerResponse) => {
    if (asked++ > 0) await mayEnd;
    const answer = { ...run, clusterId: 'c', error: null, preflight: null, result: null, ...(asked > 1 && isolated) };
    response.writeHead(200, { 'retry-after': '0' }).end(JSON.stringify(answer));
  }, 'http');
  const { PATH } = process.env;
  const child = spawn(
    'script',
    ['-qec', `exec "${process.execPath}" dist/cli/kataproof.cjs status r1 --wait --url ${server.url}`, '/dev/null'],
    {
      env: { PATH, TERM: 'xterm', COLUMNS: '80', NODE_COMPILE_CACHE: compileCache },
      stdio: ['pipe', 'pipe', 'inherit'],
    },
  );
  let shown = '';
  child.stdout.setEncoding('utf8').on('data', (part: string) => {
    // A sign for what a terminal takes as the beginning of an order.
    shown += part.replaceAll('\u001b', '␛');
  });
  return {
    press: (keys: string) => child.stdin.write(keys),
    showing: (what: RegExp) =>
      eventually(
        () => `${what} in ${shown}`,
        async () => what.test(shown) || undefined,
      ),
    end: once(child, 'close').then(([code]) => ({ code: code as number, shown: () => shown })),
  };
}

/** The same living line, drawn twice. */
const spinning = /\r␛\[2K[^\n]*⠋ Proving[^\n]*\r␛\[2K[^\n]*⠙ Proving/;

(hasTerminals ? describe : describe.skip)('on a terminal', () => {
  test('the last line lives while the run does, and is gone when it has ended', async () => {
    const mayEnd = Promise.withResolvers<void>();
    const terminal = await follow(mayEnd.promise);
    await terminal.showing(spinning);
    mayEnd.resolve();
    const { code, shown } = await terminal.end;
    expect(code).toBe(0);
    const [last = ''] = shown().split('\r␛[2K').slice(-1);
    expect(last).toMatch(/^␛\[\d+m.*ISOLATED/);
    expect(last).not.toMatch(/[⠋⠙⠹⠸]/);
  });

  test('the key Ctrl-C stops following, clears the line and tells how to go on', async () => {
    const terminal = await follow(new Promise(() => undefined));
    await terminal.showing(spinning);
    terminal.press('\u0003');
    const { code, shown } = await terminal.end;
    expect([code, shown()]).toEqual([1, expect.stringMatching(/\r␛\[2KRun r1 goes on\. .*\r\n$/)]);
  });
});
