import { describe, expect, test } from '@jest/globals';
import { stringify } from 'yaml';
import { parseKubeconfig } from '../../shared/azure/parse-kubeconfig.ts';

const server = 'https://one.hcp.westeurope.azmk8s.io:443';
const authority = Buffer.from('-----BEGIN CERTIFICATE-----').toString('base64');
const serverAppId = '6dae42f8-4368-4678-94ff-3960e28e3630';

const kubeconfigOf = (user: object, cluster: object = { server, 'certificate-authority-data': authority }) =>
  stringify({
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': 'one',
    clusters: [{ name: 'one', cluster }],
    contexts: [{ name: 'one', context: { cluster: 'one', user: 'clusterUser_fleet_one' } }],
    users: [{ name: 'clusterUser_fleet_one', user }],
  });
const kubelogin = (...args: string[]) => ({
  exec: { apiVersion: 'client.authentication.k8s.io/v1beta1', command: 'kubelogin', args: ['get-token', ...args] },
});

const cluster = { name: 'one', cluster: { server, 'certificate-authority-data': authority } };
const twoClusters = stringify({ clusters: [cluster, cluster], users: [{ user: { token: 'secret-token' } }] });

function failureOf(text: string): { code?: string; message?: string } {
  try {
    parseKubeconfig(text);
    return {};
  } catch (error) {
    return error as { code: string; message: string };
  }
}

describe('a kubeconfig', () => {
  test('of an Entra cluster says where the cluster is and whose token it takes', () => {
    const parsed = parseKubeconfig(kubeconfigOf(kubelogin('--server-id', serverAppId, '--login', 'devicecode')));
    expect(parsed).toEqual({
      server,
      certificateAuthorityData: authority,
      login: { by: 'entra', tenantId: null },
    });
  });

  test.each([
    ['without a server app', kubelogin()],
    ['that writes it as one word', kubelogin(`--server-id=${serverAppId}`)],
    ['that writes it large', kubelogin('--server-id', serverAppId.toUpperCase())],
    ['in azure format', { 'auth-provider': { name: 'azure', config: { 'apiserver-id': serverAppId } } }],
    ['in azure format, without a server app', { 'auth-provider': { name: 'azure', config: null } }],
  ])('%s means the AKS server app', (_what, user) => {
    expect(parseKubeconfig(kubeconfigOf(user)).login).toEqual({ by: 'entra', tenantId: null });
  });

  test.each([
    ['as kubelogin reads it', kubelogin('--tenant-id', 'AAAAAAAA-1111-4111-8111-111111111111')],
    ['as one word', kubelogin('--tenant-id=aaaaaaaa-1111-4111-8111-111111111111')],
    [
      'in azure format',
      { 'auth-provider': { name: 'azure', config: { 'tenant-id': 'aaaaaaaa-1111-4111-8111-111111111111' } } },
    ],
  ])('names the tenant of the cluster %s', (_what, user) => {
    const { login } = parseKubeconfig(kubeconfigOf(user));
    expect(login).toEqual({ by: 'entra', tenantId: 'aaaaaaaa-1111-4111-8111-111111111111' });
  });

  test('names no tenant by what is no GUID', () => {
    expect(parseKubeconfig(kubeconfigOf(kubelogin('--tenant-id', 'contoso.example'))).login).toMatchObject({
      tenantId: null,
    });
  });

  test.each(
    [
      ['Azure Resource Manager', '797f4846-ba00-4fd7-ba43-dac1f8f63013'],
      ['Microsoft Graph', '00000003-0000-0000-c000-000000000000'],
      ['the old Entra integration', '77777777-7777-4777-8777-777777777777'],
      ['an address', 'https://management.azure.com'],
      ['nothing', ''],
    ].flatMap(([what = '', id = '']) => [
      [`${what}, by kubelogin`, kubelogin('--server-id', id)] as const,
      [`${what}, in one word`, kubelogin(`--server-id=${id}`)] as const,
      [`${what}, in second place`, kubelogin('--server-id', serverAppId, '--server-id', id)] as const,
      [`${what}, in azure format`, { 'auth-provider': { name: 'azure', config: { 'apiserver-id': id } } }] as const,
    ]),
  )('that asks for a token of another application is refused: %s', (_what, user) => {
    const failure = failureOf(kubeconfigOf(user));
    expect(failure).toMatchObject({ code: 'KubeconfigUnusable', retryable: false });
    expect(failure.message).toContain(serverAppId);
  });

  test('that ends with --server-id is refused', () => {
    expect(failureOf(kubeconfigOf(kubelogin('--server-id')))).toMatchObject({ code: 'KubeconfigUnusable' });
  });

  test('of a local account is used by its token, also beside a client certificate', () => {
    const user = { 'client-certificate-data': authority, 'client-key-data': authority, token: 'abc' };
    expect(parseKubeconfig(kubeconfigOf(user)).login).toEqual({ by: 'token', token: 'abc' });
  });

  test('with a client certificate alone is refused, saying what to do', () => {
    const failure = failureOf(kubeconfigOf({ 'client-certificate-data': authority, 'client-key-data': 'c2VjcmV0' }));
    expect(failure).toMatchObject({ code: 'ClientCertificateOnly', retryable: false });
    expect(failure.message).toContain('az aks update --enable-aad');
    expect(failure.message).not.toContain('c2VjcmV0');
  });

  test.each([
    ['is empty', ''],
    ['is no YAML', '{ unclosed: ['],
    ['has no cluster', stringify({ clusters: [], users: [{ user: { token: 'secret-token' } }] })],
    ['has no server', kubeconfigOf({ token: 'secret-token' }, { 'certificate-authority-data': authority })],
    [
      'has a plain http server',
      kubeconfigOf({ token: 'secret-token' }, { server: 'http://one', 'certificate-authority-data': authority }),
    ],
    ['has no certificate authority', kubeconfigOf({ token: 'secret-token' }, { server })],
    ['has a user without a login', kubeconfigOf({})],
    ['has two clusters', twoClusters],
    ...[
      { server: 'https://user:secret-token@one' },
      { server: 'https://one/k8s/clusters/1' },
      { server: 'https://one/?to=other' },
      { server: 'wss://one' },
      { 'insecure-skip-tls-verify': true },
      { 'proxy-url': 'http://secret-token.example:3128' },
      { 'tls-server-name': 'other.example' },
    ].map((field): [string, string] => [
      `has a cluster with ${JSON.stringify(field)}`,
      kubeconfigOf({ token: 'secret-token' }, { server, 'certificate-authority-data': authority, ...field }),
    ]),
    [
      'runs another command',
      kubeconfigOf({ exec: { ...kubelogin('--server-id', serverAppId).exec, command: '/tmp/kubelogin' } }),
    ],
    [
      'logs in elsewhere',
      kubeconfigOf({ 'auth-provider': { name: 'gcp', config: { 'access-token': 'secret-token' } } }),
    ],
  ])('that %s is refused without being quoted', (_what, text) => {
    const failure = failureOf(text);
    expect(failure).toMatchObject({ code: 'KubeconfigUnusable', retryable: false });
    expect(failure.message).not.toContain('secret-token');
  });
});
