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
      login: { by: 'entra', serverAppId },
    });
  });

  test.each([
    [
      'of the old Entra integration names its own server app',
      kubelogin('--server-id', '77777777-7777-4777-8777-777777777777'),
      '77777777-7777-4777-8777-777777777777',
    ],
    ['without a server app means that of AKS', kubelogin(), serverAppId],
    ['with a nonsensical server app means that of AKS', kubelogin('--server-id', 'https://evil.example'), serverAppId],
    [
      'in azure format names its server app',
      { 'auth-provider': { name: 'azure', config: { 'apiserver-id': serverAppId } } },
      serverAppId,
    ],
  ])('%s', (_what, user, expected) => {
    expect(parseKubeconfig(kubeconfigOf(user)).login).toEqual({ by: 'entra', serverAppId: expected });
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
  ])('that %s is refused without being quoted', (_what, text) => {
    const failure = failureOf(text);
    expect(failure).toMatchObject({ code: 'KubeconfigUnusable', retryable: false });
    expect(failure.message).not.toContain('secret-token');
  });
});
