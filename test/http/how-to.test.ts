import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { KubeConfig, KubernetesObjectApi } from '@kubernetes/client-node';
import { parse } from 'yaml';
import type { RunAnswer } from '../../scripts/local-stack/call-api.ts';
import { findResidue } from '../../scripts/local-stack/find-residue.ts';
import { listPods } from '../../shared/api/operations/pods.ts';
import { eventually } from '../support/eventually.ts';
import { kubectl } from '../support/kubernetes/kubectl.ts';
import { placeKubelogin } from '../support/kubernetes/place-kubelogin.ts';
import { readUntilEnded, startTestStack, type TestStack } from '../support/main-app/start-test-stack.ts';
import { rightsFor } from '../support/roles/read-roles.ts';

/**
 * The steps of Microsoft's how-to "Pod Sandboxing with Azure Kubernetes Service (AKS)", in its order and with its headings. Each
 * is one call here; docs/how-to.md has the table.
 */

/** kata-app.yaml of the page, without the line that it is about. */
const app = `# An application as it was before.
kind: Pod
apiVersion: v1
metadata:
  name: isolated-pod
spec:
  containers:
  - name: kata
    image: mcr.microsoft.com/aks/fundamental/base-ubuntu:v0.0.11
    command: ["/bin/sh", "-ec", "while :; do echo '.'; sleep 5 ; done"]
`;

let stack: TestStack;
let folder: string;
let kubelogin: ReturnType<typeof placeKubelogin>;
let kubeconfig: string;
beforeAll(async () => {
  stack = await startTestStack({ scenario: 'healthy', access: rightsFor({}, { mayCreateClusters: true }) });
  folder = mkdtempSync(join(tmpdir(), 'kataproof-how-to-'));
  kubelogin = placeKubelogin(stack.emulator, folder);
  kubeconfig = join(folder, 'config');
});
afterAll(async () => {
  await stack?.stop();
  rmSync(folder, { recursive: true, force: true });
});

const path = () => {
  const { subscriptionId, resourceGroup, name } = stack.clusterBody;
  return `/api/clusters/${subscriptionId}/${resourceGroup}/${name}`;
};

async function askForYaml(route: string, body?: string): Promise<string> {
  const { baseUrl, masterKey } = stack.host().ready;
  const headers = { 'x-functions-key': masterKey, accept: 'application/yaml', 'content-type': 'application/yaml' };
  const answer = await fetch(`${baseUrl}${route}`, { headers, ...(body && { method: 'POST', body }) });
  expect(answer.status).toBe(200);
  return answer.text();
}

async function run(route: string, body: object): Promise<RunAnswer> {
  return readUntilEnded(stack, (await stack.call<RunAnswer>(route, body)).id);
}

const readPods = async (query = '') => listPods.answers[200].schema.parse(await stack.call(`${path()}/pods${query}`));

/** What a person does with the kubeconfig, by kubectl where this machine has it. */
async function inCluster(verb: 'apply' | 'delete', manifest: string): Promise<void> {
  const way = { kubeconfig, path: kubelogin.path };
  const ended = await kubectl(stack, [verb, '-f', '-'], manifest, way);
  if (ended) return expect(ended).toMatchObject({ code: 0, err: '' });
  console.warn(`kubectl is not installed here: ${verb} is done by @kubernetes/client-node instead.`);
  const config = new KubeConfig();
  const read = parse(readFileSync(kubeconfig, 'utf8'));
  read.users[0].user.exec.env = [{ name: 'PATH', value: kubelogin.path }];
  config.loadFromString(JSON.stringify(read));
  const objects = KubernetesObjectApi.makeApiClient(config);
  const object = { ...parse(manifest), metadata: { namespace: 'default', ...parse(manifest).metadata } };
  await (verb === 'apply' ? objects.create(object) : objects.delete(object));
}

const kernelsOf = ({ result }: RunAnswer) =>
  result?.nodes.map(({ evidence: { sandboxed, ordinary } }) =>
    [sandboxed, ordinary].map((pod) => (pod?.evidence.outcome === 'report' ? pod.evidence.report.kernelRelease : null)),
  );

describe("Microsoft's how-to", () => {
  test('Deploy new cluster: made with a system pool and a Kata pool, proven, and deleted by the run that made it', async () => {
    const cluster = { ...stack.clusterBody, name: 'new-one' };
    const body = { cluster, newCluster: { location: 'westeurope' }, nodePool: { name: 'nodepool2' } };
    const ended = await run('/api/provisionings', { ...body, cleanup: 'always-delete' });
    expect(ended).toMatchObject({
      status: 'Succeeded',
      result: { verdict: 'isolated', createdCluster: true, cleanup: { cluster: 'removed', problems: [] } },
    });
    expect(await findResidue(stack.emulator)).toEqual([]);
  });

  test('get access credentials: a kubeconfig that kubectl takes', async () => {
    writeFileSync(kubeconfig, await askForYaml(`${path()}/kubeconfig`));
    expect(readFileSync(kubeconfig, 'utf8')).toContain('kubelogin');
  });

  test('List all Pods in all namespaces', async () => {
    expect((await readPods()).value).toContainEqual(
      expect.objectContaining({ namespace: 'kube-system', sandboxed: false }),
    );
    expect((await readPods('?sandboxed=true')).value).toEqual([]);
  });

  test('Deploy to an existing cluster: a Kata pool, proven before anybody uses it', async () => {
    const body = { cluster: stack.clusterBody, nodePool: { name: 'nodepool2', vmSize: 'Standard_D4s_v3' } };
    expect(await run('/api/provisionings', body)).toMatchObject({
      status: 'Succeeded',
      result: { verdict: 'isolated', createdPool: true, cleanup: { pool: 'kept', namespace: 'removed', problems: [] } },
    });
  });

  test('Deploy an application with the Kata runtime: its manifest gains the line, and its pod has a VM', async () => {
    const manifest = await askForYaml('/api/workloads/sandbox', app);
    expect(manifest).toBe(app.replace('spec:\n', 'spec:\n  runtimeClassName: kata-vm-isolation\n'));
    await inCluster('apply', manifest);
    expect(kubelogin.calls()).not.toEqual([]);
    const pod = await eventually('a node has the pod', async () => {
      const { value } = await readPods('?sandboxed=true');
      return value.find(({ node }) => node !== null);
    });
    expect(pod).toMatchObject({
      ...{ namespace: 'default', name: 'isolated-pod', node: expect.stringContaining('nodepool2') },
      ...{ runtimeClassName: 'kata-vm-isolation', handler: 'kata', vm: { boots: true, sharedBy: 1 } },
    });
  });

  test('Verify Kernel Isolation configuration: both kernels of a node differ, and each is named', async () => {
    const ended = await run('/api/verifications', { cluster: stack.clusterBody });
    expect(ended.result?.verdict).toBe('isolated');
    const [[sandboxed, ordinary] = []] = kernelsOf(ended) ?? [];
    expect(sandboxed).toMatch(/^6\.6\.\d+\.mshv\d+$/);
    expect(ordinary).toMatch(/^6\.6\.\d+\.mshv\d.*azl3$/);
  });

  test('Cleanup: nothing is left but the pool that was to be kept', async () => {
    await inCluster('delete', app);
    await eventually('the pod is gone', async () => {
      const { value } = await readPods('?sandboxed=true');
      return value.length === 0 || undefined;
    });
    expect(await findResidue(stack.emulator)).toEqual(['node pool: nodepool2']);
  });
});
