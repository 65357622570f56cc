import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { managedIdentity } from '../../../../emulator/azure/identity/principals.ts';
import type { KubernetesFaults } from '../../../../emulator/scenarios/scenario.ts';
import { aksServerAppId } from '../../../../emulator/seams/token-authority.ts';
import { type EmulatorOptions, type RunningEmulator, startEmulator } from '../../../../emulator/start-emulator.ts';
import { invokeCommand } from '../../../support/azure/run-command.ts';

const run = promisify(execFile);
const hasKubectl = await run('kubectl', ['version', '--client']).then(
  () => true,
  () => false,
);

/** Two files as `_get_command_context` of Azure's CLI packs them: Python's zipfile, base64 in lines of 76 characters. */
const packedByPython = `UEsDBBQAAAAAAAAAIVzZCLfKRAAAAEQAAAAJAAAALi9ucy55YW1sYXBpVmVyc2lvbjogdjEKa2lu
ZDogTmFtZXNwYWNlCm1ldGFkYXRhOgogIG5hbWU6IGZyb20tYS1maWxlCiAgIyDDpApQSwECFAMU
AAAAAAAAACFc2Qi3ykQAAABEAAAACQAAAAAAAAAAAAAAgAEAAAAALi9ucy55YW1sUEsFBgAAAAAB
AAEANwAAAGsAAAAAAA==
`;

let folder: string;
let emulator: RunningEmulator;

async function start(options: Partial<EmulatorOptions> = {}): Promise<void> {
  folder = await mkdtemp(join(tmpdir(), 'kataproof-command-'));
  emulator = await startEmulator({ stateDir: folder, speed: 400, ...options });
}

async function stop(): Promise<void> {
  await emulator.stop();
  await rm(folder, { recursive: true });
}

const clusterToken = async (objectId?: string) =>
  (await emulator.tokens.issueToken(aksServerAppId, 3600, objectId)).token;

/** What a command in the cluster without Entra ID prints, as its administrator. */
async function print(command: string): Promise<{ exitCode: number; logs: string }> {
  const { status, body } = await invokeCommand({ emulator, cluster: 'local' }, { command, context: packedByPython });
  expect({ status, state: body.properties.provisioningState }).toEqual({ status: 200, state: 'Succeeded' });
  return body.properties;
}

describe('a command in a cluster', () => {
  beforeAll(() =>
    start({
      clusters: [
        { name: 'local', entra: false },
        { name: 'private', privateCluster: true, publicFqdn: false },
        { name: 'off', runCommand: false },
      ],
    }),
  );
  afterAll(stop);

  test('runs in a pod that is there meanwhile and gone afterwards', async () => {
    const { logs } = await print('kubectl get pods --namespace aks-command');
    expect(logs).toMatch(/^NAME +READY +STATUS +RESTARTS +AGE\ncommand-[0-9a-f]{32} +1\/1 +Running +0 +\d+s\n$/);
    expect((await print('kubectl get pods -n aks-command -o name')).logs).toMatch(/^pod\/command-[0-9a-f]{32}\n$/);
  });

  test('has the attached files, and a shell around kubectl', async () => {
    const { exitCode, logs } = await print('kubectl apply -f ns.yaml && kubectl get ns -o name | grep -c from-a-file');
    expect({ exitCode, logs }).toEqual({ exitCode: 0, logs: 'namespace/from-a-file created\n1\n' });
  });

  test('that fails is a success of Azure, with its exit code', async () => {
    expect(await print('kubectl get pod nobody')).toMatchObject({
      exitCode: 1,
      logs: 'Error from server (NotFound): pods "nobody" not found\n',
    });
  });

  test('that kubectl does not know here is told as such', async () => {
    expect((await print('kubectl describe nodes')).logs).toMatch(/^error: kubectl describe is not emulated/);
    expect((await print('kubectl fly')).logs).toBe('error: unknown command "fly" for "kubectl"\n');
    expect((await print('kubectl get pods --fast')).logs).toMatch(/^error: unknown flag: --fast/);
  });

  test('sends raw requests, with bodies from files and from standard input', async () => {
    const name = 'raw';
    const manifest = JSON.stringify({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } });
    const made = await print(`kubectl create --raw /api/v1/namespaces -f - <<'END'\n${manifest}\nEND`);
    expect(JSON.parse(made.logs)).toMatchObject({ kind: 'Namespace', metadata: { name } });
    const wrong = JSON.stringify({ preconditions: { uid: 'another' } });
    const refused = `echo '${wrong}' > wrong.json; kubectl delete --raw /api/v1/namespaces/${name} -f wrong.json`;
    expect((await print(refused)).logs).toMatch(/^Error from server \(Conflict\): .*Precondition failed: UID/);
    const gone = await print(`kubectl delete --raw /api/v1/namespaces/${name}`);
    expect(JSON.parse(gone.logs)).toMatchObject({ metadata: { deletionTimestamp: expect.any(String) } });
  });

  test('in a private cluster, whose name leads nowhere, needs a token of its user', async () => {
    const command = 'kubectl auth can-i list nodes';
    const ask = (token?: string) =>
      invokeCommand({ emulator, cluster: 'private' }, { command, ...(token !== undefined && { clusterToken: token }) });
    expect(await ask()).toMatchObject({ status: 400, body: { code: 'MissingAADClusterToken' } });
    expect((await ask(await clusterToken())).body.properties).toMatchObject({ exitCode: 0, logs: 'yes\n' });
    expect((await ask('no token')).body.properties).toMatchObject({
      exitCode: 1,
      logs: 'error: You must be logged in to the server (Unauthorized)\n',
    });
  });

  test('is refused where it is turned off, and without a command', async () => {
    expect(await invokeCommand({ emulator, cluster: 'off' }, { command: 'kubectl version' })).toMatchObject({
      status: 400,
      body: { code: 'RunCommandDisabled' },
    });
    expect(await invokeCommand({ emulator, cluster: 'local' }, { command: '' })).toMatchObject({ status: 400 });
    const context = Buffer.from('no zip').toString('base64');
    expect(await invokeCommand({ emulator, cluster: 'local' }, { command: 'ls', context })).toMatchObject({
      status: 400,
      body: { message: expect.stringContaining('it is no zip archive') },
    });
  });

  test('whose output is longer than 512 kB loses the rest, and nothing says so', async () => {
    const { exitCode, logs } = await print('seq 1 200000');
    expect({ exitCode, bytes: logs.length, start: logs.slice(0, 6) }).toEqual({
      ...{ exitCode: 0, bytes: 512 * 1024, start: '1\n2\n3\n' },
    });
  });

  (hasKubectl ? describe : describe.skip)('says what the real kubectl says', () => {
    test.each([
      'get namespaces -o name',
      'get ns kube-system -o yaml',
      'get ns kube-system -o json',
      'get ns,node -o name',
      'get pod nobody',
      'get nothing',
      'get pods',
      'get nodes --no-headers -l no=such',
      'get --raw /api/v1/namespaces/nobody',
      'get --raw /apis/no/v1/such',
      'create namespace kube-system',
      'delete namespace nobody',
      'delete namespace nobody --ignore-not-found',
      'logs nobody -n kube-system',
      'auth can-i create pods',
      'api-resources',
    ])('to kubectl %s', async (line) => {
      const kubeconfig = join(folder, 'admin.kubeconfig');
      const real = await run('kubectl', ['--kubeconfig', kubeconfig, ...line.split(' ')]).then(
        ({ stdout, stderr }) => ({ exitCode: 0, logs: `${stdout}${stderr}` }),
        ({ code, stdout, stderr }) => ({ exitCode: code, logs: `${stdout}${stderr}` }),
      );
      expect(await print(`kubectl ${line}`)).toMatchObject(real);
    });

    test('to a manifest that is not valid', async () => {
      const manifest = '{"apiVersion":"batch/v1","kind":"Job","metadata":{"name":"Bad_"},"spec":{"template":{}}}';
      const file = join(folder, 'job.json');
      await writeFile(file, manifest);
      const raw = 'create --raw /apis/batch/v1/namespaces/default/jobs -f';
      const flags = ['--kubeconfig', join(folder, 'admin.kubeconfig'), ...raw.split(' '), file];
      const real = await run('kubectl', flags).catch(({ stderr }) => stderr);
      expect((await print(`echo '${manifest}' | kubectl ${raw} -`)).logs).toBe(real);
    });
  });
});

describe('a command that Azure cannot run', () => {
  afterEach(stop);

  const answerOf = async (command = 'kubectl version') =>
    invokeCommand({ emulator, cluster: 'demo' }, { command, clusterToken: await clusterToken() });

  test.each<[string, string, object]>([
    ['pod-cannot-schedule', 'KubernetesPerformanceError', { status: 500 }],
    ['image-pull-fails', 'ErrImagePull', { status: 200, body: { properties: { provisioningState: 'Failed' } } }],
  ])('in scenario %s fails with %s', async (scenario, words, expected) => {
    await start({ scenario });
    const answer = await answerOf();
    expect(answer).toMatchObject(expected);
    expect(JSON.stringify(answer.body)).toContain(words);
  });

  test('needs both rights in Azure', async () => {
    await start({ roleAssignments: [] });
    const asked = { command: 'kubectl version', clusterToken: await clusterToken() };
    const answer = await invokeCommand({ emulator, cluster: 'demo', as: managedIdentity.objectId }, asked);
    expect(answer).toMatchObject({ status: 403 });
    expect(answer.body.error.message).toContain('Microsoft.ContainerService/managedClusters/runCommand/action');
  });

  test('does nothing that the owner of its token may not do', async () => {
    const reader: KubernetesFaults['access'] = [
      { apiGroups: [''], resources: ['namespaces'], verbs: ['list'], namespace: null },
    ];
    await start({ kubernetesAccess: reader, clusters: [{ name: 'demo', azureRbac: false }] });
    expect((await answerOf('kubectl get ns -o name')).body.properties).toMatchObject({ exitCode: 0 });
    expect((await answerOf('kubectl get nodes')).body.properties).toMatchObject({
      exitCode: 1,
      logs: expect.stringMatching(/^Error from server \(Forbidden\): nodes is forbidden: User /),
    });
  });
});
