import { readFile, stat } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { startEmulator } from '../../../emulator/start-emulator.ts';
import { type EmulatedAzure, startEmulatedAzure } from '../../support/azure/emulated-azure.ts';

describe('the emulator as a whole', () => {
  let azure: EmulatedAzure;
  beforeAll(async () => {
    azure = await startEmulatedAzure({});
  });
  afterAll(() => azure.stop());

  const control = async (path: string, init?: RequestInit) => {
    const response = await fetch(`${azure.emulator.control}/__emulator/${path}`, init);
    return { status: response.status, body: await response.json() };
  };

  test('leaves an authority to trust and a kubeconfig that its owner alone can read', async () => {
    const { settings, adminKubeconfig, certificateAuthorityPem } = azure.emulator;
    expect(await readFile(settings.NODE_EXTRA_CA_CERTS, 'utf8')).toBe(certificateAuthorityPem);
    expect((await stat(adminKubeconfig)).mode & 0o777).toBe(0o600);
    const kubeconfig = parse(await readFile(adminKubeconfig, 'utf8'));
    expect(kubeconfig['current-context']).toBe('demo');
    expect(kubeconfig.users[0].user.token).toMatch(/^ey/);
  });

  test('tells what was asked of it, without the signatures in queries', async () => {
    await azure.arm('GET', `${azure.clusterPath}/agentPools/counted?api-version=2026-06-01`);
    const { body } = await control('requests?service=resource-manager&method=GET&path=/agentPools/counted$');
    expect(body).toEqual({
      requests: [
        {
          service: 'resource-manager',
          method: 'GET',
          path: `${azure.clusterPath}/agentPools/counted`,
          status: 404,
          at: expect.stringMatching(/^20\d\d-.*Z$/),
        },
      ],
    });
  });

  test('gets further clusters, in groups of their own', async () => {
    const seed = { name: 'late', resourceGroup: 'late-group', location: 'eastus', entra: false, pools: undefined };
    const added = await control('clusters', { method: 'POST', body: JSON.stringify(seed) });
    expect(added).toMatchObject({ status: 201, body: { name: 'late', resourceGroup: 'late-group' } });
    const path = azure.clusterPath.replace('/fleet/', '/late-group/').replace(/demo$/, 'late');
    expect((await azure.arm('GET', path)).body).toMatchObject({ location: 'eastus' });
    expect(azure.kubernetes.poolsOf('late')).toMatchObject([{ name: 'system', count: 2 }]);
  });

  test('says what is wrong with a seed', async () => {
    const add = (body: string) => control('clusters', { method: 'POST', body });
    expect(await add('{')).toMatchObject({ status: 400, body: { error: { code: 'InvalidSeed' } } });
    expect(await add('{"name":"a","colour":"red"}')).toMatchObject({ status: 400 });
    const onMoon = await add('{"name":"a","location":"moon"}');
    expect(onMoon.body).toMatchObject({ error: { code: 'LocationNotAvailableForResourceType' } });
  });

  test('has a record of clusters that run, and of no others', async () => {
    const [id = ''] = azure.kubernetes.clusters.keys();
    expect(await control(`api-servers?cluster=${id}`)).toEqual({ status: 200, body: { requests: [], pods: [] } });
    expect(await control(`api-servers?cluster=${id}-of-nobody`)).toMatchObject({
      status: 404,
      body: { error: { message: expect.stringContaining('of-nobody') } },
    });
  });

  test('does not mix its own paths with those of Azure', async () => {
    const { AZURE_RESOURCE_MANAGER_ENDPOINT: arm, IDENTITY_ENDPOINT: identity } = azure.emulator.settings;
    expect(new Set([arm, identity, azure.emulator.control].map((url) => new URL(url).port)).size).toBe(3);
    expect((await azure.arm('GET', '/__emulator/requests')).status).toBe(501);
  });

  test('refuses a scenario and a speed that there are not', async () => {
    await expect(startEmulator({ stateDir: '/nowhere', scenario: 'sunny' })).rejects.toThrow(/healthy, shared-kernel/);
    await expect(startEmulator({ stateDir: '/nowhere', speed: 0 })).rejects.toThrow(/speed/);
  });
});

describe('an emulator that cannot start', () => {
  test('lets go of every port', async () => {
    // These ports are below those of outgoing connections, any of which may be taken at any moment.
    const portBase = 7_000 + Math.floor(Math.random() * 700) * 4;
    const clusters = [{ name: 'lost', location: 'moon' }];
    const failed = startEmulatedAzure({ portBase, clusters });
    await expect(failed).rejects.toMatchObject({ code: 'LocationNotAvailableForResourceType' });
    const second = await startEmulatedAzure({ portBase });
    expect(second.emulator.settings.AZURE_RESOURCE_MANAGER_ENDPOINT).toBe(`https://127.0.0.1:${portBase}`);
    expect(second.emulator.control).toBe(`http://127.0.0.1:${portBase + 3}`);
    await second.stop();
  });
});
