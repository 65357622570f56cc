import { type ChildProcess, execFile } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { spawnNode } from '../../../scripts/local-stack/spawn-node.ts';
import type { EmulatorReady } from '../../../scripts/local-stack/start-emulated-azure.ts';
import { sendRequest } from '../../support/azure/emulated-azure.ts';

const run = promisify(execFile);

type Ready = EmulatorReady & { ready: true };

/** An app that knows only its settings. It uses the unchanged SDK, with certificates from the environment. */
const app = `
  import { ContainerServiceClient } from '@azure/arm-containerservice';
  import { EventGridPublisherClient } from '@azure/eventgrid';
  import { DefaultAzureCredential } from '@azure/identity';
  const credential = new DefaultAzureCredential();
  const env = process.env;
  const client = new ContainerServiceClient(credential, env.SUBSCRIPTION, { endpoint: env.AZURE_RESOURCE_MANAGER_ENDPOINT });
  const { agentPoolProfiles } = await client.managedClusters.get('fleet', 'demo');
  const publisher = new EventGridPublisherClient(env.KATAPROOF_ALERT_TOPIC_ENDPOINT, 'CloudEvent', credential);
  await publisher.send([{ type: 'Alert', source: '/demo', id: 'from-a-child', data: {} }]);
  console.log(agentPoolProfiles.map((pool) => pool.name + ':' + pool.count).join());
`;

const poolOf = (node: { metadata: { labels: Record<string, string> } }) => node.metadata.labels['agentpool'];

describe('node emulator/main.ts', () => {
  let state: string;
  let emulator: ChildProcess;
  let lines: string[];
  let ready: Ready;

  beforeAll(async () => {
    state = await mkdtemp(join(tmpdir(), 'kataproof-main-'));
    emulator = spawnNode(['emulator/main.ts', '--state', state, '--clusters', '3', '--page-size', '2'], {
      output: 'pipe',
      errors: 'inherit',
    });
    let output = '';
    lines = await new Promise((resolve, reject) => {
      emulator.once('exit', (code) => reject(new Error(`It ended with ${code}.`)));
      emulator.stdout?.on('data', (chunk: Buffer) => {
        output += chunk;
        if (output.endsWith('\n')) resolve(output.trimEnd().split('\n'));
      });
    });
    ready = JSON.parse(lines[0] ?? '');
  });
  afterAll(async () => {
    emulator.kill('SIGKILL');
    await rm(state, { recursive: true });
  });

  test('prints one line of JSON, with all that an app needs', () => {
    expect(lines).toHaveLength(1);
    expect(ready).toMatchObject({
      ready: true,
      subscriptionId: '11111111-1111-4111-8111-111111111111',
      resourceGroup: 'fleet',
      cluster: 'demo',
      settings: {
        AZURE_RESOURCE_MANAGER_AUDIENCE: 'https://management.azure.com',
        IDENTITY_HEADER: expect.any(String),
        IDENTITY_ENDPOINT: expect.stringMatching(/^http:\/\/127\.0\.0\.1:/),
        AZURE_RESOURCE_MANAGER_ENDPOINT: expect.stringMatching(/^https:\/\/127\.0\.0\.1:/),
        KATAPROOF_ALERT_TOPIC_ENDPOINT: expect.stringMatching(/^https:\/\/127\.0\.0\.1:\d+\/api\/events$/),
      },
    });
  });

  test('serves an app that has its settings and nothing else', async () => {
    const env = { ...process.env, ...ready.settings, SUBSCRIPTION: ready.subscriptionId };
    const { stdout } = await run(process.execPath, ['--input-type=module', '--eval', app], { env });
    expect(stdout.trim()).toBe('system:2');
    const published = await (await fetch(`${ready.control}/__emulator/events`)).json();
    expect(published).toMatchObject({ events: [{ id: 'from-a-child' }] });
  });

  test('leaves a kubeconfig that opens the first cluster, with its two nodes', async () => {
    const kubeconfig = parse(await readFile(ready.adminKubeconfig, 'utf8'));
    const { server, 'certificate-authority-data': ca } = kubeconfig.clusters[0].cluster;
    const headers = { Authorization: `Bearer ${kubeconfig.users[0].user.token}` };
    const pem = Buffer.from(ca, 'base64').toString();
    const nodes = await sendRequest(new URL('/api/v1/nodes', server), pem, 'GET', undefined, headers);
    expect(nodes).toMatchObject({ status: 200, body: { kind: 'NodeList' } });
    expect(nodes.body.items.map(poolOf)).toEqual(['system', 'system']);
    const anonymous = await sendRequest(new URL('/api/v1/nodes', server), pem, 'GET', undefined, {});
    expect(anonymous.status).toBe(401);
  });

  test('ends with 0 on SIGTERM', async () => {
    emulator.kill('SIGTERM');
    expect(await once(emulator, 'exit')).toEqual([0, null]);
  });

  test('ends with 2 and the reason when it cannot start', async () => {
    const file = join(state, 'clusters.json');
    await writeFile(file, '[{"name":"lost","location":"moon"}]');
    const start = (...args: string[]) => run(process.execPath, ['emulator/main.ts', ...args]);
    await expect(start()).rejects.toMatchObject({ code: 2, stderr: expect.stringContaining('--state is missing') });
    await expect(start('--state', state, '--clusters', file)).rejects.toMatchObject({
      code: 2,
      stderr: expect.stringContaining("'moon' is not available"),
    });
  });
});
