import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { kubeconfigSchema } from '../../shared/api/answers/kubeconfig-schema.ts';
import { kubectl } from '../support/kubernetes/kubectl.ts';
import { placeKubelogin } from '../support/kubernetes/place-kubelogin.ts';
import { startTestStack, type TestStack } from '../support/main-app/start-test-stack.ts';

const subscription = '11111111-1111-4111-8111-111111111111';
const ranges = { apiServerAccessProfile: { authorizedIPRanges: ['203.0.113.0/24'] } };

let stack: TestStack;
let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'kataproof-kubeconfig-'));
  stack = await startTestStack({
    scenario: 'healthy',
    settings: { KATAPROOF_ALLOWED_SCOPES: `/subscriptions/${subscription}/resourceGroups/fleet` },
    clusters: [
      { name: 'demo' },
      { name: 'accounts', entra: false, startsWhenAsked: true },
      { name: 'stopped', stopped: true, startsWhenAsked: true },
      { name: 'hidden', privateCluster: true, startsWhenAsked: true },
      { name: 'listed', properties: ranges, startsWhenAsked: true },
    ],
  });
});
afterAll(async () => {
  await stack?.stop();
  rmSync(folder, { recursive: true, force: true });
});

async function ask(name: string, accept?: string, group = 'fleet') {
  const { baseUrl, masterKey } = stack.host().ready;
  const headers = { 'x-functions-key': masterKey, ...(accept && { accept }) };
  const answer = await fetch(`${baseUrl}/api/clusters/${subscription}/${group}/${name}/kubeconfig`, { headers });
  return { status: answer.status, headers: answer.headers, text: await answer.text() };
}

const refusal = async (name: string, group?: string) => {
  const { status, text } = await ask(name, undefined, group);
  return { status, ...(JSON.parse(text) as { error: { code: string; message: string } }).error };
};

describe('the kubeconfig of a cluster', () => {
  test('says where the API server is and who gets the token, and holds no secret', async () => {
    const { status, headers, text } = await ask('demo');
    expect([status, headers.get('kataproof-api-server')]).toEqual([200, 'public']);
    const given = kubeconfigSchema.parse(JSON.parse(text));
    const admin = parse(readFileSync(stack.emulator.adminKubeconfig, 'utf8'));
    expect(given.clusters).toEqual([{ name: 'demo', cluster: admin.clusters[0].cluster }]);
    expect(given.users[0]?.user.exec).toMatchObject({
      command: 'kubelogin',
      args: ['get-token', '--login', 'azurecli', '--server-id', '6dae42f8-4368-4678-94ff-3960e28e3630'],
    });
    expect(text).not.toMatch(/"token":|client-key|password/);
  });

  test('is YAML for who asks for that, and the same', async () => {
    const { headers, text } = await ask('demo', 'application/yaml');
    expect(headers.get('content-type')).toBe('application/yaml');
    expect(text).toMatch(/^# The API server answers everywhere\.\napiVersion: "v1"\n/);
    // kubectl would take the name `no` for false, and `0o7` for a number.
    expect(text).toContain('name: "demo"');
    expect(parse(text)).toEqual(JSON.parse((await ask('demo', '*/*')).text));
  });

  test.each(['application/json', 'application/yaml'])('opens the cluster to kubectl, as %s', async (accept) => {
    const home = mkdtempSync(join(folder, 'home-'));
    const kubelogin = placeKubelogin(stack.emulator, home);
    const kubeconfig = join(home, 'config');
    writeFileSync(kubeconfig, (await ask('demo', accept)).text);
    const words = ['get', 'namespaces', '-o', 'name'];
    const ended = await kubectl(stack, words, '', { kubeconfig, path: kubelogin.path });
    if (ended === null) return console.warn('Skipped: kubectl is not installed here, so that it was not asked.');
    expect(ended).toMatchObject({ code: 0, out: expect.stringContaining('namespace/kube-system') });
    expect(new Set(kubelogin.calls())).toEqual(
      new Set(['get-token --login azurecli --server-id 6dae42f8-4368-4678-94ff-3960e28e3630']),
    );
  });

  test.each([
    ['hidden', 'private', /^# A private cluster: .*virtual network.*az aks command invoke\.\n/],
    ['listed', 'listed-addresses', /^# The API server answers the addresses alone that the cluster lists\.\n/],
  ])('tells who reaches the API server of %s', async (name, word, comment) => {
    const { status, headers, text } = await ask(name, 'application/yaml');
    expect([status, headers.get('kataproof-api-server')]).toEqual([200, word]);
    expect(text).toMatch(comment);
  });
});

describe('no kubeconfig is given', () => {
  test('of a cluster without Entra ID, whose kubeconfig would be a secret', async () => {
    const { status, code, message } = await refusal('accounts');
    expect([status, code]).toEqual([409, 'NoEntraLogin']);
    expect(message).toContain('az aks get-credentials --resource-group fleet --name accounts');
    expect(message).toContain('--enable-aad');
  });

  test.each([
    ['that is stopped', 'stopped', undefined, 409, 'ClusterStopped'],
    ['that does not exist', 'nobody', undefined, 404, 'ClusterNotFound'],
    ['outside the allowed scopes, of which nobody is asked', 'demo', 'elsewhere', 403, 'ScopeNotAllowed'],
  ])('of a cluster %s', async (_what, name, group, status, code) => {
    const before = (await stack.armRequests()).length;
    expect(await refusal(name, group)).toMatchObject({ status, code });
    if (code === 'ScopeNotAllowed') expect(await stack.armRequests()).toHaveLength(before);
    expect((await stack.armRequests()).slice(before).map(({ path }) => path)).not.toContainEqual(
      expect.stringContaining('listClusterUserCredential'),
    );
  });
});
