import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { aksServerAppId } from '../../../emulator/seams/token-authority.ts';
import type { RunningEmulator } from '../../../emulator/start-emulator.ts';
import { type AzureCli, hasAzureCli, isOnPath, openAzureCli } from '../../support/azure/azure-cli.ts';

const run = promisify(execFile);

/** Tests with the unchanged CLI. Each call takes a second or two to start, so there are only a few calls. */
(hasAzureCli ? describe : describe.skip)("Azure's CLI, unchanged", () => {
  let cli: AzureCli;
  let folder: string;
  let emulator: RunningEmulator;
  const az: AzureCli['az'] = (...words) => cli.az(...words);
  const seen = (path: string) => cli.seen(path);

  beforeAll(async () => {
    cli = await openAzureCli({ speed: 120 });
    ({ folder, emulator } = cli);
  });
  afterAll(() => cli.stop());

  test('registers the cloud by what Resource Manager tells of it', async () => {
    const arm = emulator.settings.AZURE_RESOURCE_MANAGER_ENDPOINT;
    await az(`cloud register --name Told --endpoint-resource-manager ${arm}`);
    const { endpoints } = JSON.parse(await az('cloud show --name Told'));
    expect(endpoints.activeDirectory).toContain(new URL(arm).host);
  });

  test('reads clusters', async () => {
    const clusters = JSON.parse(await az('aks list'));
    expect(clusters).toMatchObject([{ name: 'demo', resourceGroup: 'fleet', provisioningState: 'Succeeded' }]);
  });

  test('adds a pool and waits until it is there', async () => {
    // The CLI's own poller asks every 30 seconds, but `wait` accepts an interval.
    const where = '--resource-group fleet --cluster-name demo --name plain';
    await az(`aks nodepool add ${where} --node-vm-size Standard_D4s_v5 --node-count 1 --no-wait`);
    await az(`aks nodepool wait ${where} --created --interval 1`);
    const pool = JSON.parse(await az(`aks nodepool show ${where}`));
    expect(pool).toMatchObject({ name: 'plain', count: 1, provisioningState: 'Succeeded', osDiskSizeGb: 128 });
  });

  test('puts a Kata pool in the words of a newer api-version', async () => {
    const file = join(folder, 'kata.json');
    const properties = {
      count: 1,
      vmSize: 'Standard_D4s_v5',
      osSKU: 'AzureLinux',
      workloadRuntime: 'KataVmIsolation',
      mode: 'User',
    };
    await writeFile(file, JSON.stringify({ properties }));
    const path = `/subscriptions/${emulator.subscriptionId}/resourceGroups/fleet/providers/Microsoft.ContainerService/managedClusters/demo/agentPools/kata`;
    const answer = JSON.parse(await az(`rest --method put --url ${path}?api-version=2026-06-01 --body @${seen(file)}`));
    expect(answer).toMatchObject({ name: 'kata', properties: { ...properties, provisioningState: 'Creating' } });
  });

  test('runs a command with an attached file', async () => {
    const file = join(folder, 'ns.yaml');
    await writeFile(file, 'apiVersion: v1\nkind: Namespace\nmetadata: {name: from-az}\n');
    const where = '--resource-group fleet --name demo --output json';
    const printed = await az(`aks command invoke ${where} --file ${seen(file)} --command`, 'kubectl apply -f ns.yaml');
    expect(JSON.parse(printed)).toMatchObject({ exitCode: 0, logs: 'namespace/from-az created\n' });
  });

  test('gives no admin credentials out where local accounts are disabled', async () => {
    const asked = az(
      `aks get-credentials --resource-group fleet --name demo --admin --file ${seen(join(folder, 'admin'))}`,
    );
    await expect(asked).rejects.toMatchObject({ stderr: expect.stringContaining("static credential isn't allowed") });
  });

  (isOnPath('kubectl') ? test : test.skip)('gives kubectl a kubeconfig and a token that open the cluster', async () => {
    const kubeconfig = join(folder, 'kubeconfig');
    await az(`aks get-credentials --resource-group fleet --name demo --file ${seen(kubeconfig)}`);
    const token = await az(`account get-access-token --resource ${aksServerAppId} --query accessToken --output tsv`);
    const flags = ['--kubeconfig', kubeconfig, '--token', token.trim(), 'get', 'nodes', '--output', 'name'];
    expect((await run('kubectl', flags)).stdout).toMatch(/^node\/aks-system-/m);
  });
});
