import { ContainerServiceClient, KnownWorkloadRuntime, restorePoller } from '@azure/arm-containerservice';
import { ManagedIdentityCredential } from '@azure/identity';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { aksServerAppId } from '../../../../emulator/seams/token-authority.ts';
import { type EmulatedAzure, startEmulatedAzure } from '../../../support/azure/emulated-azure.ts';

/** With this speed, three emulated minutes take 30 ms. */
const speed = 6000;
const updateIntervalInMs = 5;

const kataPool = {
  count: 2,
  vmSize: 'Standard_D4s_v5',
  osType: 'Linux',
  osSKU: 'AzureLinux',
  workloadRuntime: KnownWorkloadRuntime.KataVmIsolation,
  typePropertiesType: 'VirtualMachineScaleSets',
  mode: 'User',
  nodeTaints: ['sandbox=kata:NoSchedule'],
  nodeLabels: { purpose: 'kata' },
  tags: { madeBy: 'a-test' },
};

describe('the SDK with its managed identity credential', () => {
  let azure: EmulatedAzure;
  let client: ContainerServiceClient;
  const group = 'fleet';

  beforeAll(async () => {
    azure = await startEmulatedAzure({
      speed,
      pageSize: 2,
      clusters: [
        { name: 'demo', localAccounts: false },
        ...['b', 'c', 'd'].map((name) => ({ name, startsWhenAsked: true })),
        { name: 'elsewhere', resourceGroup: 'Other-Group', startsWhenAsked: true },
      ],
    });
    const { settings, subscriptionId } = azure.emulator;
    process.env['IDENTITY_ENDPOINT'] = settings.IDENTITY_ENDPOINT;
    process.env['IDENTITY_HEADER'] = settings.IDENTITY_HEADER;
    client = new ContainerServiceClient(new ManagedIdentityCredential(), subscriptionId, {
      endpoint: settings.AZURE_RESOURCE_MANAGER_ENDPOINT,
      tlsOptions: { ca: azure.emulator.certificateAuthorityPem },
    });
  });
  afterAll(() => azure.stop());
  afterEach(async () => {
    for await (const { name = '' } of client.agentPools.list(group, 'demo'))
      if (name !== 'system') await client.agentPools.delete(group, 'demo', name, { updateIntervalInMs });
  });

  const createPool = (name: string) =>
    client.agentPools.createOrUpdate(group, 'demo', name, kataPool, { updateIntervalInMs });
  const putsOf = (pool: string) =>
    azure.emulator.requestLog.requests.filter(({ method, path }) => method === 'PUT' && path.endsWith(`/${pool}`))
      .length;

  test('reads a cluster with its pools', async () => {
    const cluster = await client.managedClusters.get(group, 'demo');
    expect(cluster).toMatchObject({
      name: 'demo',
      location: 'westeurope',
      provisioningState: 'Succeeded',
      powerState: { code: 'Running' },
      eTag: expect.any(String),
      disableLocalAccounts: true,
      currentKubernetesVersion: expect.stringMatching(/^1\.\d+\.\d+$/),
      nodeResourceGroup: 'MC_fleet_demo_westeurope',
      servicePrincipalProfile: { clientId: 'msi' },
    });
    expect(cluster.id).toContain('/resourcegroups/fleet/');
    expect(cluster.agentPoolProfiles).toMatchObject([
      { name: 'system', mode: 'System', count: 2, vmSize: 'Standard_D4s_v5', provisioningState: 'Succeeded' },
    ]);
  });

  test('reads where a cluster and its pools can be upgraded to', async () => {
    const profile = await client.managedClusters.getUpgradeProfile(group, 'demo');
    const upgrades = [{ kubernetesVersion: '1.36.1' }, { kubernetesVersion: '1.36.2' }];
    expect(profile.controlPlaneProfile).toMatchObject({ kubernetesVersion: '1.35.4', upgrades });
    expect(profile.agentPoolProfiles).toMatchObject([{ name: 'system', osType: 'Linux', upgrades }]);
  });

  test('creates a Kata pool and waits with its own poller until it is there', async () => {
    const asked = { ...kataPool, osDiskSizeGB: 0, orchestratorVersion: '' };
    const pool = await client.agentPools.createOrUpdate(group, 'demo', 'kata', asked, {
      ifNoneMatch: '*',
      updateIntervalInMs,
    });
    expect(pool).toMatchObject({
      ...kataPool,
      provisioningState: 'Succeeded',
      nodeImageVersion: 'AKSAzureLinux-V3katagen2-202608.20.0',
      osDiskSizeGB: 128,
      maxPods: 250,
      enableFips: false,
    });
    expect(azure.kubernetes.poolsOf('demo').find(({ name }) => name === 'kata')).toEqual({
      name: 'kata',
      count: 2,
      vmSize: 'Standard_D4s_v5',
      vcpus: 4,
      memoryMiB: 16384,
      mode: 'User',
      osSku: 'AzureLinux',
      kata: true,
      nodeImageVersion: 'AKSAzureLinux-V3katagen2-202608.20.0',
      orchestratorVersion: '1.35.4',
      taints: ['sandbox=kata:NoSchedule'],
      labels: { purpose: 'kata' },
    });
  });

  test('resumes an operation from a string, in another client, without a second PUT', async () => {
    const poller = client.agentPools.createOrUpdate(group, 'demo', 'resumed', kataPool);
    await poller.submitted();
    const state = await poller.serialize();
    expect(state.length).toBeGreaterThan(4000);
    const other = azure.createClient();
    const restored = restorePoller(other, state, other.agentPools.createOrUpdate, { updateIntervalInMs });
    expect(await restored.pollUntilDone()).toMatchObject({ name: 'resumed', provisioningState: 'Succeeded' });
    expect(putsOf('resumed')).toBe(1);
  });

  test('is refused with 412 when the pool exists and must not', async () => {
    await createPool('kata');
    const again = client.agentPools.createOrUpdate(group, 'demo', 'kata', kataPool, { ifNoneMatch: '*' });
    await expect(again.pollUntilDone()).rejects.toMatchObject({ statusCode: 412, code: 'PreconditionFailed' });
  });

  test('reads the flat errors of the resource provider', async () => {
    const pool = client.agentPools.createOrUpdate(group, 'demo', 'small', { ...kataPool, vmSize: 'Standard_D4as_v4' });
    await expect(pool.pollUntilDone()).rejects.toMatchObject({
      name: 'RestError',
      statusCode: 400,
      code: 'InvalidWorkloadRuntimeSettingError',
      message: expect.stringContaining('nested virtualization'),
    });
    await expect(client.agentPools.get(group, 'demo', 'small')).rejects.toMatchObject({ statusCode: 404 });
  });

  test('deletes a pool under its eTag alone, and a missing one at once', async () => {
    await createPool('kata');
    await expect(
      client.agentPools.delete(group, 'demo', 'kata', { ifMatch: 'another' }).pollUntilDone(),
    ).rejects.toMatchObject({ statusCode: 412 });
    const { eTag } = await client.agentPools.get(group, 'demo', 'kata');
    await client.agentPools.delete(group, 'demo', 'kata', { ifMatch: eTag ?? '', updateIntervalInMs });
    await expect(client.agentPools.get(group, 'demo', 'kata')).rejects.toMatchObject({ statusCode: 404 });
    expect(azure.kubernetes.poolsOf('demo').map(({ name }) => name)).toEqual(['system']);
    await client.agentPools.delete(group, 'demo', 'kata', { updateIntervalInMs });
  });

  test('walks through every page of the clusters', async () => {
    const names = async (clusters: AsyncIterable<{ name?: string }>) => {
      const found = [];
      for await (const { name } of clusters) found.push(name);
      return found;
    };
    expect(await names(client.managedClusters.list())).toEqual(['demo', 'b', 'c', 'd', 'elsewhere']);
    expect(await names(client.managedClusters.listByResourceGroup('OTHER-group'))).toEqual(['elsewhere']);
    const lists = azure.emulator.requestLog.requests.filter(({ path }) => path.endsWith('/managedClusters'));
    expect(lists).toHaveLength(4);
  });

  test('gets a kubeconfig without any secret from an Entra cluster', async () => {
    const { kubeconfigs } = await client.managedClusters.listClusterUserCredentials(group, 'demo', { format: 'exec' });
    const kubeconfig = parse(Buffer.from(kubeconfigs?.[0]?.value ?? []).toString());
    expect(kubeconfigs?.[0]?.name).toBe('clusterUser');
    expect(kubeconfig.clusters[0].cluster).toEqual({
      server: 'https://demo.example:443',
      'certificate-authority-data': Buffer.from('certificate of demo').toString('base64'),
    });
    expect(kubeconfig.users).toEqual([
      { name: 'clusterUser_fleet_demo', user: { exec: expect.objectContaining({ command: 'kubelogin' }) } },
    ]);
    expect(kubeconfig.users[0].user.exec.args).toContain(aksServerAppId);
  });

  test('gets the legacy form on demand', async () => {
    const { kubeconfigs } = await client.managedClusters.listClusterUserCredentials(group, 'demo', { format: 'azure' });
    const kubeconfig = parse(Buffer.from(kubeconfigs?.[0]?.value ?? []).toString());
    expect(kubeconfig.users[0].user['auth-provider'].name).toBe('azure');
  });

  test('gets no local account where they are disabled, and a token that works where they are not', async () => {
    await expect(client.managedClusters.listClusterAdminCredentials(group, 'demo')).rejects.toMatchObject({
      statusCode: 400,
      code: 'BadRequest',
      message: "Getting static credential isn't allowed because this cluster is set to disable local accounts.",
    });
    const { kubeconfigs } = await client.managedClusters.listClusterAdminCredentials(group, 'b');
    const kubeconfig = parse(Buffer.from(kubeconfigs?.[0]?.value ?? []).toString());
    const { token } = kubeconfig.users[0].user;
    expect(await azure.emulator.tokens.checkToken(token, aksServerAppId)).toMatchObject({ ok: true });
    expect(azure.kubernetes.poolsOf('b')).toHaveLength(1);
    expect(azure.kubernetes.poolsOf('c')).toHaveLength(0);
  });

  test('lists the Kubernetes versions of a location', async () => {
    const { values } = await client.managedClusters.listKubernetesVersions('westeurope');
    expect(values?.filter(({ isDefault }) => isDefault)).toHaveLength(1);
    expect(values?.find(({ version }) => version === '1.35')?.patchVersions?.['1.35.3']?.upgrades).toContain('1.36.1');
  });

  test('creates a cluster, puts it back as it is, tags it and deletes it', async () => {
    const created = await client.managedClusters.createOrUpdate(
      group,
      'new',
      {
        location: 'westeurope',
        identity: { type: 'SystemAssigned' },
        dnsPrefix: 'new',
        agentPoolProfiles: [
          { ...kataPool, name: 'nodepool1', mode: 'System', nodeTaints: [], type: 'VirtualMachineScaleSets' },
        ],
      },
      { updateIntervalInMs },
    );
    expect(created).toMatchObject({ provisioningState: 'Succeeded', kubernetesVersion: '1.35' });
    expect(azure.kubernetes.poolsOf('new')).toMatchObject([{ name: 'nodepool1', kata: true }]);

    const options = { ifMatch: created.eTag ?? '', updateIntervalInMs };
    const reconciled = await client.managedClusters.createOrUpdate(group, 'new', created, options);
    expect(reconciled).toMatchObject({ provisioningState: 'Succeeded', dnsPrefix: 'new' });
    expect(reconciled.agentPoolProfiles).toMatchObject([{ name: 'nodepool1', nodeLabels: { purpose: 'kata' } }]);
    expect(reconciled.eTag).not.toBe(created.eTag);
    expect(reconciled.agentPoolProfiles?.[0]?.eTag).not.toBe(created.agentPoolProfiles?.[0]?.eTag);

    const tagged = await client.managedClusters.updateTags(group, 'new', { tags: { a: 'b' } }, { updateIntervalInMs });
    expect(tagged.tags).toEqual({ a: 'b' });

    await client.managedClusters.delete(group, 'new', { updateIntervalInMs });
    await expect(client.managedClusters.get(group, 'new')).rejects.toMatchObject({ code: 'ResourceNotFound' });
    expect([...azure.kubernetes.clusters.keys()].filter((id) => id.endsWith('/new'))).toEqual([]);
  });

  test('aborts what is under way', async () => {
    const slow = await startEmulatedAzure({ speed: 1 });
    try {
      const slowClient = slow.createClient();
      const poller = slowClient.agentPools.createOrUpdate(group, 'demo', 'kata', kataPool, { updateIntervalInMs });
      await poller.submitted();
      const abort = slowClient.agentPools.abortLatestOperation(group, 'demo', 'kata', { updateIntervalInMs });
      await abort.submitted();
      expect(await slowClient.agentPools.get(group, 'demo', 'kata')).toMatchObject({ provisioningState: 'Canceled' });
      await expect(poller.pollUntilDone()).rejects.toThrow(/cancel/i);
    } finally {
      await slow.stop();
    }
  });
});
