import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { parse, stringify } from 'yaml';
import { chooseContext } from '../../../cli/kubeconfig/choose-context.ts';
import { readKubeconfigs } from '../../../cli/kubeconfig/read-kubeconfigs.ts';
import { openCluster } from '../../../cli/prove/open-cluster.ts';
import { findResidue } from '../../../scripts/local-stack/find-residue.ts';
import { runKataproof } from '../../support/cli/run-kataproof.ts';
import { startKataCluster } from '../../support/cli/start-kata-cluster.ts';
import {
  guardedName,
  startConnectProxy,
  startGuardedApiServer,
} from '../../support/kubernetes/start-guarded-api-server.ts';

const folder = mkdtempSync(join(tmpdir(), 'kataproof-logins-'));
let azure: Awaited<ReturnType<typeof startKataCluster>>;
let guard: Awaited<ReturnType<typeof startGuardedApiServer>>;
let proxy: Awaited<ReturnType<typeof startConnectProxy>>;
let token: string;

beforeAll(async () => {
  azure = await startKataCluster('healthy');
  guard = await startGuardedApiServer(azure.adminKubeconfig);
  proxy = await startConnectProxy();
  token = parse(readFileSync(azure.adminKubeconfig, 'utf8')).users[0].user.token;
});
afterAll(async () => {
  await proxy?.stop();
  await guard?.stop();
  await azure?.stop();
  rmSync(folder, { recursive: true, force: true });
});

let files = 0;

function write(cluster: object, user: object): string {
  const path = join(folder, `config-${++files}`);
  const content = {
    ...{ apiVersion: 'v1', kind: 'Config', 'current-context': 'a' },
    clusters: [{ name: 'c', cluster }],
    users: [{ name: 'u', user }],
    contexts: [{ name: 'a', context: { cluster: 'c', user: 'u' } }],
  };
  writeFileSync(path, stringify(content));
  return path;
}

const guarded = (more: object = {}) => ({
  ...{ server: guard.server, 'certificate-authority-data': guard.certificateAuthorityData },
  ...{ 'tls-server-name': guardedName, ...more },
});

const base64 = (text: string) => Buffer.from(text).toString('base64');

const byData = () => ({
  'client-certificate-data': base64(guard.client.certPem),
  'client-key-data': base64(guard.client.keyPem),
});

/** A plugin that answers with this status, as kubelogin does. */
function plugin(status: object): object {
  const credential = { apiVersion: 'client.authentication.k8s.io/v1', kind: 'ExecCredential', status };
  const script = join(folder, `plugin-${++files}.cjs`);
  writeFileSync(script, `console.log(${JSON.stringify(JSON.stringify(credential))});`);
  return { exec: { apiVersion: credential.apiVersion, command: process.execPath, args: [script] } };
}

/** The very adapter of a proof: what it says of the cluster, or why it says nothing. */
const reach = (path: string) =>
  openCluster(chooseContext(readKubeconfigs(path, {}), undefined)).checkReachable({
    ...{ subscriptionId: '', resourceGroup: '', name: 'a' },
  });

const version = { version: expect.stringMatching(/^v?\d+\.\d+/) };

describe('an API server that wants a client certificate', () => {
  test('lets in whoever has one, in the kubeconfig, in files beside it or from a plugin, and gets no token', async () => {
    writeFileSync(join(folder, 'client.crt'), guard.client.certPem);
    writeFileSync(join(folder, 'client.key'), guard.client.keyPem);
    const byFiles = { 'client-certificate': 'client.crt', 'client-key': 'client.key' };
    const byPlugin = plugin({ clientCertificateData: guard.client.certPem, clientKeyData: guard.client.keyPem });
    for (const user of [byData(), byFiles, byPlugin])
      expect(await reach(write(guarded(), user))).toMatchObject(version);
    expect(new Set(guard.authorizations)).toEqual(new Set([undefined]));
  });

  test('lets in nobody with a token alone, and a certificate without its key is refused before', async () => {
    await expect(reach(write(guarded(), { token }))).rejects.toMatchObject({ code: 'ClusterUnreachable' });
    const { 'client-key-data': _key, ...half } = byData();
    await expect(async () => reach(write(guarded(), half))).rejects.toThrow('a certificate without its key');
    const halfOfPlugin = plugin({ clientCertificateData: guard.client.certPem });
    await expect(reach(write(guarded(), halfOfPlugin))).rejects.toThrow(
      'no ExecCredential with a token, or a certificate and its key',
    );
  });

  test('is believed by the name that tls-server-name says, and by no other', async () => {
    const { 'tls-server-name': _name, ...nameless } = guarded();
    await expect(reach(write(nameless, byData()))).rejects.toMatchObject({ code: 'CertificateRejected' });
  });

  test('is reached through the proxy of proxy-url, and proven as any other', async () => {
    const path = write(guarded({ 'proxy-url': proxy.url }), byData());
    const { code, stdout, stderr } = await runKataproof(['prove', '--kubeconfig', path, '--node-pool', 'kata']);
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toContain('ISOLATED');
    expect(new Set(proxy.asked)).toEqual(new Set([new URL(guard.server).host]));
    expect(await findResidue(azure)).toEqual([]);
  });
});

describe('an API server that forbids what a proof needs', () => {
  test('is not asked for minutes: what to do is told at once', async () => {
    guard.forbid(/\/nodes/);
    const { code, stdout } = await runKataproof(['prove', '--kubeconfig', write(guarded(), byData())]);
    guard.forbid(null);
    expect(code).toBe(3);
    expect(stdout.replaceAll(/\s+/g, ' ')).toContain('cannot list resource "nodes"');
    expect(stdout.replaceAll(/\s+/g, ' ')).toContain('docs/security.md has the rights that a proof needs');
    expect(stdout).not.toContain('still:');
  });
});

describe('an API server that wants a token', () => {
  const usual = () => parse(readFileSync(azure.adminKubeconfig, 'utf8')).clusters[0].cluster;

  test('gets it from the kubeconfig, from a file beside it or from a plugin', async () => {
    writeFileSync(join(folder, 'token'), `${token}\n`);
    for (const user of [{ token }, { tokenFile: 'token' }, plugin({ token })])
      expect(await reach(write(usual(), user))).toMatchObject(version);
  });

  test('gets the token that stands there rather than that of a plugin, as from kubectl', async () => {
    expect(await reach(write(usual(), { token, ...plugin({ token: 'another' }) }))).toMatchObject(version);
  });

  test('is never asked with what is no token, which is told and is no pass', async () => {
    writeFileSync(join(folder, 'two-lines'), `${token}\n${token}\n`);
    const wrong = [{ token: `${token}\n` }, { tokenFile: 'two-lines' }, plugin({ token: `${token} ` })];
    for (const user of wrong) {
      const { code, stderr } = await runKataproof(['prove', '--kubeconfig', write(usual(), user)]);
      expect([code, stderr]).toEqual([1, expect.stringMatching(/^KubeconfigUnusable: The token of .* is no token/)]);
      expect(stderr).not.toContain(token);
    }
  });

  test('that refuses one makes no pass, and the token is not told', async () => {
    const secret = 'no-such-token-of-anybody';
    const { code, stdout, stderr } = await runKataproof([
      'prove',
      '--kubeconfig',
      write(usual(), plugin({ token: secret })),
    ]);
    expect([code, stderr]).toEqual([1, expect.stringMatching(/^Unauthorized: .* the login of the kubeconfig/)]);
    expect(stdout).not.toContain('ISOLATED');
    expect(stdout + stderr).not.toContain(secret);
  });
});
