import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { commands } from '../../../cli/commands/commands.ts';
import packageJson from '../../../package.json' with { type: 'json' };
import { digestOf, sampleChain } from '../../support/evidence/sample-chain.ts';
import { startHostileServer } from '../../support/start-hostile-server.ts';

const call = promisify(execFile);

/** In bytes: the bundle, and no more than a few pages beside it. */
const most = { packed: 3_000_000, unpacked: 12_000_000 };

/** A folder of somebody who has never seen this repository, with no cache and no registry to go to. */
const folder = mkdtempSync(join(tmpdir(), 'kataproof-package-'));
const offline = { npm_config_cache: join(folder, 'cache'), npm_config_offline: 'true', npm_config_audit: 'false' };
const env = { PATH: process.env['PATH'], HOME: folder, ...offline };

interface Packed {
  filename: string;
  size: number;
  unpackedSize: number;
  files: { path: string }[];
}

let packed: Packed;
beforeAll(async () => {
  const { stdout } = await call('npm', ['pack', resolve('dist/cli'), '--json'], { cwd: folder, env });
  packed = (JSON.parse(stdout) as [Packed])[0];
  writeFileSync(join(folder, 'package.json'), '{"private": true}');
  await call('npm', ['install', join(folder, packed.filename)], { cwd: folder, env });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const kataproof = (args: string[], more: Record<string, string> = {}) =>
  call('npx', ['--no-install', 'kataproof', ...args], { cwd: folder, env: { ...env, ...more } });

describe('the package of the command', () => {
  test('is a launcher, the bundle and what a package needs, and small', () => {
    const paths = packed.files
      .map(({ path }) => path)
      .filter((path) => !/^chunks\/[\w.-]+-[A-Z0-9]{8}\.cjs$/.test(path));
    expect(paths.sort()).toEqual(['LICENSE', 'README.md', 'kataproof.cjs', 'main.cjs', 'package.json']);
    expect(packed.size).toBeLessThan(most.packed);
    expect(packed.unpackedSize).toBeLessThan(most.unpacked);
  });

  test('installs without a network, and brings nothing else along', () => {
    const installed = readdirSync(join(folder, 'node_modules')).filter((name) => !name.startsWith('.'));
    expect(installed).toEqual(['kataproof']);
  });

  test('tells its version and the help of every command', async () => {
    expect(await kataproof(['--version'])).toEqual({ stdout: `${packageJson.version}\n`, stderr: '' });
    const { stdout } = await kataproof(['--help']);
    for (const { name } of commands) expect(stdout).toMatch(new RegExp(`^  ${name} `, 'm'));
    expect((await kataproof(['prove', '--help'])).stdout).toMatch(/^Usage: kataproof prove /);
  });

  test('verifies evidence where there is nobody to ask', async () => {
    const chain = await sampleChain();
    mkdirSync(join(folder, 'evidence'));
    for (const text of chain) writeFileSync(join(folder, 'evidence', `${digestOf(text)}.json`), text);
    const order = ['verify-evidence', 'evidence', '--head', digestOf(chain.at(-1) ?? '')];
    expect((await kataproof(order)).stdout).toContain('HOLDS: 5 records of 1 chain.');
    rmSync(join(folder, 'evidence', `${digestOf(chain[2] ?? '')}.json`));
    await expect(kataproof(order)).rejects.toMatchObject({ code: 2 });
  });

  test('calls an app, and reads a kubeconfig', async () => {
    const server = await startHostileServer((response) => response.end('{"results": []}'), 'http');
    try {
      writeFileSync(join(folder, 'pod.yaml'), 'kind: Pod\n');
      const { stdout } = await kataproof(['lint', 'pod.yaml'], { KATAPROOF_URL: server.url });
      expect([stdout, server.requests]).toEqual([
        'There are no findings, but notes on stderr.\n',
        ['POST /api/workloads/lint'],
      ]);
    } finally {
      await server.stop();
    }
    await expect(kataproof(['prove', '--kubeconfig', 'none'])).rejects.toMatchObject({
      ...{ code: 1, stdout: '' },
      stderr: expect.stringContaining('There is no kubeconfig at none'),
    });
  });

  // What the bundle leaves out of client-node and undici must not be what a proxy needs.
  test.each(['http', 'socks5'])('asks a proxy of the kind %s that a kubeconfig names', async (kind) => {
    const heard: string[] = [];
    const proxy = createServer((socket) => {
      socket
        .on('error', () => undefined)
        .once('data', (first) => {
          heard.push(kind === 'http' ? (String(first).split('\r\n')[0] ?? '') : `version ${first[0]}`);
          socket.destroy();
        });
    });
    await new Promise<void>((done) => proxy.listen(0, '127.0.0.1', done));
    try {
      const url = `${kind}://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
      const cluster = { server: 'https://cluster.invalid:6443', 'proxy-url': url };
      writeFileSync(
        join(folder, 'proxied.json'),
        JSON.stringify({
          clusters: [{ name: 'c', cluster }],
          users: [{ name: 'u', user: { token: 'token' } }],
          contexts: [{ name: 'x', context: { cluster: 'c', user: 'u' } }],
          'current-context': 'x',
        }),
      );
      const asked = kataproof(['prove', '--kubeconfig', 'proxied.json']);
      await expect(asked).rejects.toMatchObject({ code: 1 });
      expect(heard[0]).toBe(kind === 'http' ? 'CONNECT cluster.invalid:6443 HTTP/1.1' : 'version 5');
    } finally {
      proxy.close();
    }
  });
});
