import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { stringify } from 'yaml';
import { chooseContext } from '../../../cli/kubeconfig/choose-context.ts';
import { openKubeconfig } from '../../../cli/kubeconfig/open-kubeconfig.ts';
import { readKubeconfigs } from '../../../cli/kubeconfig/read-kubeconfigs.ts';

const folder = mkdtempSync(join(tmpdir(), 'kataproof-kubeconfig-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const pem = (what: string) => Buffer.from(`PEM of ${what}`).toString('base64');
let files = 0;

/** Writes a kubeconfig with one context `a`, whose cluster and user are changed so, and gives its path. */
function write(cluster: object = {}, user: object = { token: 'token-of-a' }, more: object = {}): string {
  const path = join(folder, `config-${++files}`);
  const server = { server: 'https://api.example:6443', 'certificate-authority-data': pem('ca'), ...cluster };
  const content = {
    ...{ apiVersion: 'v1', kind: 'Config', 'current-context': 'a' },
    clusters: [{ name: 'c', cluster: server }],
    users: [{ name: 'u', user }],
    contexts: [{ name: 'a', context: { cluster: 'c', user: 'u' } }],
    ...more,
  };
  writeFileSync(path, stringify(content));
  return path;
}

const open = (path: string, context?: string) =>
  openKubeconfig(chooseContext(readKubeconfigs(path, {}), context)).openConnection({} as never);

/** A plugin that answers with this status, and tells how often it was asked in its token. */
function writePlugin(status: object): object {
  const script = join(folder, `plugin-${++files}.cjs`);
  const count = join(folder, `count-${files}`);
  writeFileSync(
    script,
    `const fs = require('node:fs');
     fs.appendFileSync(${JSON.stringify(count)}, 'x');
     const { apiVersion } = JSON.parse(process.env.KUBERNETES_EXEC_INFO);
     const status = ${JSON.stringify(status)};
     if (status.token) status.token += fs.readFileSync(${JSON.stringify(count)}, 'utf8').length + process.env.EXTRA;
     console.log(JSON.stringify({ apiVersion, kind: 'ExecCredential', status }));`,
  );
  const env = [{ name: 'EXTRA', value: '!' }];
  return { exec: { apiVersion: 'client.authentication.k8s.io/v1', command: process.execPath, args: [script], env } };
}

describe('a context', () => {
  test('is the current one, or the one of that name', () => {
    const more = { contexts: ['a', 'b'].map((name) => ({ name, context: { cluster: 'c', user: 'u' } })) };
    const files = readKubeconfigs(write({}, { token: 't' }, more), {});
    expect([chooseContext(files, undefined).name, chooseContext(files, 'b').name]).toEqual(['a', 'b']);
  });

  test('is looked for in every file of KUBECONFIG, of which some may be missing; the first that has a name counts', () => {
    const [first, second] = [write({ server: 'https://first.example' }), write({ server: 'https://second.example' })];
    const KUBECONFIG = [join(folder, 'none'), first, second].join(delimiter);
    expect(chooseContext(readKubeconfigs(undefined, { KUBECONFIG }), undefined)).toMatchObject({
      name: 'a',
      cluster: { server: 'https://first.example' },
    });
  });

  test('is the cluster of the pod where there is no file, as for kubectl', async () => {
    const account = mkdtempSync(join(folder, 'account-'));
    writeFileSync(join(account, 'token'), 'token-of-the-pod\n');
    writeFileSync(join(account, 'ca.crt'), 'PEM of the pod');
    const inPod = {
      KUBECONFIG: join(folder, 'none'),
      KUBERNETES_SERVICE_HOST: 'fd00::1',
      KUBERNETES_SERVICE_PORT: '443',
    };
    const read = (environment: object) => readKubeconfigs(undefined, environment as never, account);
    const opened = await openKubeconfig(chooseContext(read(inPod), undefined)).openConnection({} as never);
    expect(opened).toMatchObject({
      ...{ server: 'https://[fd00::1]:443' },
      certificateAuthorityData: Buffer.from('PEM of the pod').toString('base64'),
    });
    expect(await opened.readToken()).toBe('token-of-the-pod');
    expect(read({ ...inPod, KUBECONFIG: write() })[0]?.content.contexts?.[0]?.name).toBe('a');
    expect(() => read({ KUBECONFIG: inPod.KUBECONFIG })).toThrow('There is no kubeconfig at');
    const nothing = join(account, 'config');
    for (const text of ['', 'apiVersion: v1\nkind: Config\ncontexts: []\n']) {
      writeFileSync(nothing, text);
      expect(read({ ...inPod, KUBECONFIG: nothing })[0]?.content['current-context']).toBe('in-cluster');
      expect(() => chooseContext(read({ KUBECONFIG: nothing }), undefined)).toThrow('No context is current');
    }
  });

  test('that there is not is told, with the one that may be meant', () => {
    const path = write({}, {}, { contexts: [{ name: 'production', context: { cluster: 'c', user: 'u' } }] });
    expect(() => chooseContext(readKubeconfigs(path, {}), 'prodution')).toThrow('do you mean production?');
    expect(() => chooseContext(readKubeconfigs(path, {}), undefined)).toThrow('There is no context a');
  });
});

describe('a login', () => {
  test('is a token', async () => {
    const { server, certificateAuthorityData, readToken } = await open(write());
    expect([server, certificateAuthorityData]).toEqual(['https://api.example:6443', pem('ca')]);
    expect(await readToken()).toBe('token-of-a');
  });

  test('is a file beside the kubeconfig, read anew each time', async () => {
    writeFileSync(join(folder, 'token'), 'one\n');
    const { readToken } = await open(write({}, { tokenFile: 'token' }));
    expect(await readToken()).toBe('one');
    writeFileSync(join(folder, 'token'), 'two');
    expect(await readToken()).toBe('two');
  });

  test('is a client certificate without a token', async () => {
    const user = { 'client-certificate-data': pem('cert'), 'client-key-data': pem('key') };
    const { clientCertificate, readToken } = await open(write({}, user));
    expect(clientCertificate).toEqual({ certificateData: pem('cert'), keyData: pem('key') });
    expect(await readToken()).toBeNull();
  });

  test('is a plugin, which is asked again once its token has expired', async () => {
    const lasting = await open(write({}, writePlugin({ token: 't', expirationTimestamp: '2999-01-01T00:00:00Z' })));
    expect([await lasting.readToken(), await lasting.readToken()]).toEqual(['t1!', 't1!']);
    const brief = await open(write({}, writePlugin({ token: 't', expirationTimestamp: '2020-01-01T00:00:00Z' })));
    expect([await brief.readToken(), await brief.readToken()]).toEqual(['t2!', 't3!']);
  });

  test.each([
    [
      'a plugin that is not there',
      { exec: { apiVersion: 'v1', command: 'no-such-plugin', installHint: 'Get it.' } },
      'Get it.',
    ],
    ['a plugin that gives nothing', writePlugin({}), 'printed no ExecCredential'],
    ['user name and password', { username: 'u', password: 'very-secret' }, 'user name and password'],
    ['an auth-provider', { 'auth-provider': { name: 'azure' } }, 'kubelogin convert-kubeconfig'],
    ['nothing at all', {}, 'neither a token nor a certificate nor a plugin'],
    ['impersonation', { token: 't', as: 'somebody' }, 'impersonates'],
    ['impersonation by groups alone', { token: 't', 'as-groups': ['admins'] }, 'impersonates'],
    ['a certificate without its key', { 'client-certificate-data': pem('cert') }, 'a certificate without its key'],
  ])('is refused by %s', async (_what, user, why) => {
    await expect(async () => open(write({}, user))).rejects.toThrow(why);
  });
});

test.each([
  [{ server: 'http://api.example' }, 'without https'],
  [{ 'insecure-skip-tls-verify': true }, 'whoever answers would be believed'],
])('a server of which nobody knows who answers is refused: %j', async (cluster, why) => {
  await expect(async () => open(write(cluster))).rejects.toThrow(why);
});

test('a file that is no kubeconfig is named, and nothing of it is quoted', () => {
  const path = join(folder, 'broken');
  writeFileSync(path, 'token: very-secret\n  - : [');
  expect(() => readKubeconfigs(path, {})).toThrow(`${path} is not YAML.`);
  writeFileSync(path, 'users: very-secret');
  expect(() => readKubeconfigs(path, {})).toThrow(/is no kubeconfig \(look at users\)\.$/);
  expect(() => readKubeconfigs(join(folder, 'none'), {})).toThrow('There is no kubeconfig at');
});
