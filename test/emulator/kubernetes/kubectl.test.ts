import { type ExecFileException, execFile, spawn } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createTokenAuthority } from '../../../emulator/azure/identity/create-token-authority.ts';
import { createKubernetesClusters } from '../../../emulator/kubernetes/create-kubernetes-clusters.ts';
import { createRealClock } from '../../../emulator/seams/clock.ts';
import type { NodePool } from '../../../emulator/seams/kubernetes-clusters.ts';
import { aksServerAppId } from '../../../emulator/seams/token-authority.ts';
import { kubeConfigFor } from './api-server/start-cluster.ts';

interface Ended {
  code: number;
  out: string;
  err: string;
}

/** Runs a program asynchronously, because the server that it calls runs in this process. */
function run(program: string, args: string[], env: Record<string, string> = {}, input = ''): Promise<Ended> {
  return new Promise((resolve) => {
    const child = execFile(
      program,
      args,
      { env: { PATH: process.env['PATH'] ?? '', ...env } },
      (error: ExecFileException | null, out, err) => {
        resolve({ code: error ? Number(error.code ?? 1) || 1 : 0, out, err });
      },
    );
    child.stdin?.on('error', () => {});
    child.stdin?.end(input);
  });
}

/** Runs a command line on a terminal of its own, types each text as soon as the screen shows what comes before it. */
function runOnTerminal(
  command: string,
  env: Record<string, string>,
  steps: [shown: string, typed: string][],
): Promise<Ended> {
  return new Promise((resolve) => {
    const child = spawn('script', ['-qec', command, '/dev/null'], { env: { PATH: process.env['PATH'] ?? '', ...env } });
    let screen = '';
    let unseen = '';
    const left = [...steps];
    child.stdout.on('data', (chunk: Buffer) => {
      screen += chunk.toString();
      unseen += chunk.toString();
      const [next] = left;
      if (!next || !unseen.includes(next[0])) return;
      left.shift();
      unseen = '';
      child.stdin.write(next[1]);
    });
    child.on('close', (code) => resolve({ code: code ?? 1, out: screen, err: '' }));
  });
}
const hasTerminals = (await run('script', ['--version'])).code === 0;
if (!hasTerminals) process.stderr.write('script is not on the PATH: the checks of terminals are skipped\n');

const isHere = (await run('kubectl', ['version', '--client'])).code === 0;
if (!isHere) process.stderr.write('kubectl is not on the PATH: its checks are skipped (0 real-client checks ran)\n');

/** The two manifests of https://learn.microsoft.com/azure/aks/use-pod-sandboxing. */
const manifest = (name: string, container: string, runtimeClassName: string | null) => `kind: Pod
apiVersion: v1
metadata:
  name: ${name}
spec:
${runtimeClassName === null ? '' : `  runtimeClassName: ${runtimeClassName}\n`}  containers:
  - name: ${container}
    image: mcr.microsoft.com/aks/fundamental/base-ubuntu:v0.0.11
    command: ["/bin/sh", "-ec", "while :; do echo '.'; sleep 5 ; done"]
`;

/** The DaemonSets of the page's first version: "trusted", and "untrusted" with a RuntimeClass of upstream Kata. */
const daemonSet = (name: string, runtimeClassName: string | null) => `apiVersion: apps/v1
kind: DaemonSet
metadata:
  name: ${name}
spec:
  selector:
    matchLabels:
      app: ${name}
  template:
    metadata:
      labels:
        app: ${name}
    spec:
${runtimeClassName === null ? '' : `      runtimeClassName: ${runtimeClassName}\n`}      containers:
      - name: container1
        image: fangluguopub.azurecr.io/ubuntu-debug
        command: ["/bin/sh", "-ec", "while :; do echo '.'; sleep 5 ; done"]
        volumeMounts:
        - mountPath: "/host"
          name: host-root
      volumes:
        - name: host-root
          hostPath:
            path: "/"
            type: ""
      hostNetwork: true
      hostPID: true
      hostIPC: true
`;
const upstreamClass = `apiVersion: node.k8s.io/v1
kind: RuntimeClass
metadata:
  name: kata-qemu
handler: kata
`;

const pool: NodePool = {
  name: 'kata',
  count: 1,
  vmSize: 'Standard_D4s_v3',
  vcpus: 4,
  memoryMiB: 16_384,
  mode: 'User',
  osSku: 'AzureLinux',
  kata: true,
  nodeImageVersion: 'AKSAzureLinux-V3katagen2-202608.20.0',
  orchestratorVersion: '1.32.7',
  taints: [],
  labels: {},
};

const patience = '--timeout=15m';

(isHere ? describe : describe.skip)('kubectl', () => {
  let home: string;
  let stop: () => Promise<void>;
  let checks = 0;
  let env: Record<string, string>;
  const kubectl = (...args: string[]) => run('kubectl', args, env);
  const kubectlWithInput = (input: string, ...args: string[]) => run('kubectl', args, env, input);
  /** Writes the two documented pods with these names into files. */
  const writePods = async (isolated: string, normal: string) => {
    const files = [join(home, `${isolated}.yaml`), join(home, `${normal}.yaml`)] as const;
    await writeFile(files[0], manifest(isolated, 'kata', 'kata-vm-isolation'));
    await writeFile(files[1], manifest(normal, 'non-kata', null));
    return files.flatMap((file) => ['-f', file]);
  };
  const runPods = async (isolated: string, normal: string) => {
    await kubectl('apply', ...(await writePods(isolated, normal)));
    return kubectl('wait', '--for=condition=Ready', `pod/${isolated}`, `pod/${normal}`, patience);
  };
  const check = (claim: string, verify: () => Promise<void>) =>
    test(claim, async () => {
      await verify();
      checks += 1;
    });

  beforeAll(async () => {
    home = await mkdtemp(join(tmpdir(), 'kubectl-'));
    const clock = createRealClock();
    const tokens = await createTokenAuthority(clock);
    const clusters = await createKubernetesClusters({ clock, speed: 1000, tokens, faults: {} });
    stop = () => clusters.stop();
    const id = '/subscriptions/s/resourceGroups/rg/providers/Microsoft.ContainerService/managedClusters/c';
    const endpoint = await clusters.startCluster({ id, name: 'c', kubernetesVersion: '1.32.7' });
    clusters.setNodePool(id, pool);
    const { token } = await tokens.issueToken(aksServerAppId, 3600);
    const kubeConfig = kubeConfigFor(endpoint.server, endpoint.certificateAuthorityData, token);
    await writeFile(join(home, 'config'), kubeConfig.exportConfig());
    env = { HOME: home, KUBECACHEDIR: join(home, 'cache'), KUBECONFIG: join(home, 'config') };
    await kubectl('wait', '--for=condition=Ready', 'nodes', '--all', patience);
    await runPods('isolated-pod', 'normal-pod');
  });
  afterAll(async () => {
    await stop?.();
    await rm(home, { recursive: true, force: true });
    process.stderr.write(`kubectl: ${checks} real-client checks ran\n`);
  });

  check('waits for the nodes and shows them ready', async () => {
    expect(await kubectl('wait', '--for=condition=Ready', 'nodes', '--all', patience)).toMatchObject({ code: 0 });
    const { out } = await kubectl('get', 'nodes');
    expect(out).toMatch(/^NAME +STATUS +ROLES +AGE +VERSION\naks-kata-\S+ +Ready +<none> +\S+ +v1\.32\.7\n$/);
    const wide = await kubectl('get', 'nodes', '-o', 'wide');
    expect(wide.out).toContain('KERNEL-VERSION');
  });

  check('shows the runtime classes with their handlers', async () => {
    const { out } = await kubectl('get', 'runtimeclass');
    expect(out).toMatch(/^NAME +HANDLER +AGE\nkata-vm-isolation +kata +\S+\nrunc +runc +\S+\n$/);
  });

  check('applies the two documented pods', async () => {
    const files = await writePods('applied-isolated', 'applied-normal');
    const { out, err } = await kubectl('apply', ...files);
    expect([out, err]).toEqual(['pod/applied-isolated created\npod/applied-normal created\n', '']);
    const again = await kubectl('apply', ...files);
    expect(again.out).toBe('pod/applied-isolated unchanged\npod/applied-normal unchanged\n');
  });

  check('waits until both are ready', async () => {
    const { out, err } = await runPods('awaited-isolated', 'awaited-normal');
    expect([out, err]).toEqual(['pod/awaited-isolated condition met\npod/awaited-normal condition met\n', '']);
  });

  check("sees two kernels: the ordinary pod has its node's, the sandboxed one its own", async () => {
    const kernelOf = async (pod: string) => (await kubectl('exec', pod, '--', 'uname', '-r')).out.trim();
    const node = await kubectl('get', 'nodes', '-o', 'jsonpath={.items[0].status.nodeInfo.kernelVersion}');
    const [isolated, normal] = [await kernelOf('isolated-pod'), await kernelOf('normal-pod')];
    expect(normal).toBe(node.out);
    expect(isolated).toMatch(/^\d+\.\d+\.\d+/);
    expect(isolated).not.toBe(normal);
  });

  check('passes exit codes and stdin through exec', async () => {
    const failed = await kubectl('exec', 'normal-pod', '--', 'sh', '-c', 'exit 3');
    expect(failed.code).toBe(3);
    const echoed = await kubectlWithInput('typed\n', 'exec', '-i', 'normal-pod', '--', 'cat');
    expect(echoed.out).toBe('typed\n');
  });

  check('reads the log', async () => {
    expect((await kubectl('logs', 'isolated-pod', '--tail=1')).out).toBe('.\n');
  });

  check('describes a pod with its runtime class and its events', async () => {
    const { out } = await kubectl('describe', 'pod', 'isolated-pod');
    expect(out).toMatch(/Runtime Class Name: +kata-vm-isolation\n/);
    expect(out).toMatch(/Status: +Running\n/);
    for (const reason of ['Scheduled', 'Pulled', 'Created', 'Started'])
      expect(out).toMatch(new RegExp(`Normal +${reason}`));
  });

  check('describes a node', async () => {
    const { out } = await kubectl('describe', 'node');
    expect(out).toContain('kubernetes.azure.com/kata-vm-isolation=true');
    expect(out).toContain('isolated-pod');
  });

  check('lists events', async () => {
    const { out } = await kubectl('get', 'events');
    expect(out).toMatch(/^LAST SEEN +TYPE +REASON +OBJECT +MESSAGE\n/);
    expect(out).toContain('pod/isolated-pod');
  });

  check('is told of a misspelt field', async () => {
    const misspelt = manifest('misspelt', 'kata', 'kata-vm-isolation').replace('runtimeClassName', 'runtimeClasName');
    const { code, err } = await kubectlWithInput(misspelt, 'apply', '-f', '-');
    expect(code).toBe(1);
    expect(err).toContain('strict decoding error: unknown field "spec.runtimeClasName"');
  });

  check('is told of an unknown runtime class', async () => {
    const unknown = manifest('unknown', 'kata', 'kata-none');
    const { code, err } = await kubectlWithInput(unknown, 'apply', '-f', '-');
    expect(code).toBe(1);
    expect(err).toContain('is forbidden: pod rejected: RuntimeClass "kata-none" not found');
  });

  check('may do what it asks about', async () => {
    expect((await kubectl('auth', 'can-i', 'create', 'pods')).out).toBe('yes\n');
  });

  check('is told who it is, and of all that it may do', async () => {
    expect((await kubectl('auth', 'whoami', '-o', 'jsonpath={.status.userInfo.groups}')).out).toBe(
      '["system:authenticated"]',
    );
    const { out, err } = await kubectl('auth', 'can-i', '--list');
    expect(err).toBe('');
    expect(out).toMatch(/^Resources +Non-Resource URLs +Resource Names +Verbs\n/);
    expect(out).toMatch(/\*\.\* +\[\] +\[\] +\[\*\]/);
  });

  check('tries a pod and keeps nothing', async () => {
    const tried = manifest('tried', 'kata', 'kata-vm-isolation');
    const shown = ['-o', 'jsonpath={.spec.overhead.memory}'];
    const { out } = await kubectlWithInput(tried, 'apply', '--dry-run=server', ...shown, '-f', '-');
    expect(out).toBe('600Mi');
    expect((await kubectl('get', 'pod', 'tried')).err).toContain('NotFound');
  });

  check('describes quotas and limit ranges', async () => {
    await kubectl('create', 'namespace', 'bounded');
    await kubectl(
      'create',
      'quota',
      'few',
      '-n',
      'bounded',
      '--hard=pods=2,requests.memory=1Gi',
      '--scopes=NotTerminating',
    );
    const limits = { type: 'Container', max: { memory: '512Mi' } };
    const range = { apiVersion: 'v1', kind: 'LimitRange', metadata: { name: 'small' }, spec: { limits: [limits] } };
    await kubectlWithInput(JSON.stringify(range), 'create', '-n', 'bounded', '-f', '-');
    const quota = (await kubectl('describe', 'quota', '-n', 'bounded')).out;
    expect(quota).toMatch(/Scopes: +NotTerminating\n/);
    expect(quota).toMatch(/requests\.memory +0 +1Gi/);
    expect((await kubectl('describe', 'limitrange', '-n', 'bounded')).out).toMatch(/Container +memory +- +512Mi/);
  });

  // A shell that is process 1 ignores SIGTERM, as on any machine, so the deletion takes the whole grace period.
  check('deletes the pods and sees them gone', async () => {
    await runPods('doomed-isolated', 'doomed-normal');
    const { out, err } = await kubectl('delete', 'pod', 'doomed-isolated', 'doomed-normal', '--now', patience);
    expect([out, err]).toEqual(['pod "doomed-isolated" deleted\npod "doomed-normal" deleted\n', '']);
    const gone = await kubectl('get', 'pod', 'doomed-isolated');
    expect(gone.err).toBe('Error from server (NotFound): pods "doomed-isolated" not found\n');
  });

  check('creates a namespace and deletes it with what is in it', async () => {
    expect((await kubectl('create', 'namespace', 'short')).out).toBe('namespace/short created\n');
    const brief = manifest('brief-pod', 'main', null).replace('spec:\n', 'spec:\n  terminationGracePeriodSeconds: 1\n');
    expect((await kubectlWithInput(brief, 'apply', '-n', 'short', '-f', '-')).out).toBe('pod/brief-pod created\n');
    expect(await kubectl('delete', 'namespace', 'short', patience)).toMatchObject({ code: 0 });
    expect((await kubectl('get', 'pods', '-A')).out).not.toContain('brief-pod');
  });

  check('runs the documented DaemonSets, and sees two kernels and two lists of processes', async () => {
    expect((await kubectlWithInput(upstreamClass, 'apply', '-f', '-')).out).toBe(
      'runtimeclass.node.k8s.io/kata-qemu created\n',
    );
    for (const [name, runtime] of [
      ['trusted', null],
      ['untrusted', 'kata-qemu'],
    ] as const) {
      const applied = await kubectlWithInput(daemonSet(name, runtime), 'apply', '-f', '-');
      expect([applied.out, applied.err]).toEqual([`daemonset.apps/${name} created\n`, '']);
      const rolled = await kubectl('rollout', 'status', `daemonset/${name}`, patience);
      expect(rolled.out).toContain(`daemon set "${name}" successfully rolled out`);
    }
    const inside = async (name: string, ...command: string[]) =>
      (await kubectl('exec', `daemonset/${name}`, '--', ...command)).out;
    expect(await inside('trusted', 'cat', '/proc/version')).toContain('.mshv2-2.azl3 ');
    expect(await inside('untrusted', 'cat', '/proc/version')).toContain('.mshv1 ');
    expect(await inside('trusted', 'ps', 'faux')).toContain('kubelet');
    expect(await inside('untrusted', 'ps', 'faux')).not.toContain('kubelet');
    expect(await inside('trusted', 'cat', '/host/etc/hostname')).toMatch(/^aks-kata-/);
    expect((await kubectl('get', 'daemonsets')).out).toMatch(/^NAME +DESIRED +CURRENT +READY +UP-TO-DATE +AVAILABLE/);
    const deleted = await kubectl('delete', 'daemonset', 'trusted', 'untrusted', '--cascade=foreground', patience);
    expect(deleted).toMatchObject({ code: 0, err: '' });
    expect((await kubectl('get', 'pods', '-l', 'app in (trusted, untrusted)', '-o', 'name')).out).toBe('');
  });

  check("shows AKS's own pods in all namespaces", async () => {
    await kubectl('rollout', 'status', '-n', 'kube-system', 'deployment/coredns', patience);
    const { out } = await kubectl('get', 'pods', '--all-namespaces');
    expect(out).toMatch(/^NAMESPACE +NAME +READY +STATUS/);
    expect(out).toMatch(/kube-system +coredns-\S+ +1\/1 +Running/);
    expect(out).toMatch(/kube-system +kube-proxy-\S+ +1\/1 +Running/);
    expect(out).toMatch(/default +isolated-pod +1\/1 +Running/);
  });

  check('deploys, scales, changes and takes back', async () => {
    expect((await kubectl('create', 'deployment', 'web', '--image=nginx', '--replicas=2')).out).toBe(
      'deployment.apps/web created\n',
    );
    const rolledOut = async () =>
      expect((await kubectl('rollout', 'status', 'deployment/web', patience)).out).toContain('successfully rolled out');
    await rolledOut();
    expect((await kubectl('scale', 'deployment/web', '--replicas=3')).out).toBe('deployment.apps/web scaled\n');
    await kubectl('set', 'image', 'deployment/web', 'nginx=nginx:2');
    await rolledOut();
    expect((await kubectl('get', 'deployment', 'web', '--no-headers')).out).toMatch(/^web +3\/3 +3 +3 /);
    expect((await kubectl('rollout', 'undo', 'deployment/web')).out).toBe('deployment.apps/web rolled back\n');
    await rolledOut();
    const { out } = await kubectl('describe', 'deployment', 'web');
    expect(out).toMatch(/Image: +nginx\n/);
    expect(out).toContain('ScalingReplicaSet');
    expect((await kubectl('delete', 'deployment', 'web')).out).toContain('deployment.apps "web" deleted');
  });

  check('creates a job, waits for it, reads its log and takes its pod with it', async () => {
    expect((await kubectl('create', 'job', 'once', '--image=busybox', '--', 'echo', 'hello')).out).toBe(
      'job.batch/once created\n',
    );
    await kubectl('wait', '--for=condition=complete', 'job/once', patience);
    expect((await kubectl('logs', 'job/once')).out).toBe('hello\n');
    expect((await kubectl('delete', 'job', 'once', patience)).err).toBe('');
    expect((await kubectl('wait', '--for=delete', 'pod', '-l', 'job-name=once', patience)).code).toBe(0);
  });

  check('copies files in and out, byte by byte', async () => {
    const bytes = Buffer.from(Array.from({ length: 70_000 }, (_, index) => (index * 7) % 256));
    await mkdir(join(home, 'in', 'deep'), { recursive: true });
    await writeFile(join(home, 'in', 'deep', 'bytes'), bytes);
    expect(await kubectl('cp', join(home, 'in'), 'isolated-pod:/tmp/copied')).toMatchObject({ code: 0 });
    expect(await kubectl('cp', 'isolated-pod:/tmp/copied/deep/bytes', join(home, 'out'))).toMatchObject({ code: 0 });
    expect((await readFile(join(home, 'out'))).equals(bytes)).toBe(true);
  });

  check('follows a log until its container ends', async () => {
    const script = 'for i in 1 2 3; do echo line $i; sleep 0.2; done';
    const brief = manifest('talker', 'main', null).replace(/command: .*/, `command: ["/bin/sh", "-c", "${script}"]`);
    await kubectlWithInput(brief.replace('spec:\n', 'spec:\n  restartPolicy: Never\n'), 'apply', '-f', '-');
    await kubectl('wait', '--for=jsonpath={.status.phase}=Running', 'pod/talker', patience);
    expect((await kubectl('logs', '-f', 'talker')).out).toBe('line 1\nline 2\nline 3\n');
  });

  check('is told what is not emulated', async () => {
    const { code, err } = await kubectl('top', 'nodes');
    expect(code).toBe(1);
    expect(err).toContain('nodes.metrics.k8s.io is not emulated by this API server');
  });

  (hasTerminals ? check : test.skip)('opens a shell on a terminal in both documented pods, and ends it', async () => {
    const isolated = await runOnTerminal('kubectl exec -it isolated-pod -- /bin/sh', env, [
      ['/ # ', 'uname -r\r'],
      ['mshv1', 'sleep 1000\r'],
      ['sleep 1000', '\x03'],
      ['^C', 'exit 3\r'],
    ]);
    expect(isolated.out).toMatch(/^\/ # uname -r\r\n\d\S+\.mshv1\r\n\/ # sleep 1000\r\n\^C\r\n\/ # exit 3\r\n/);
    expect(isolated.code).toBe(3);
    const normal = await runOnTerminal('kubectl exec -it normal-pod -- /bin/bash', env, [
      ['# ', 'uname -r\r'],
      ['mshv2', '\x04'],
    ]);
    expect(normal.out).toContain('.mshv2-2.azl3\r\n');
    expect(normal.code).toBe(0);
  });

  check('deletes a pod within its grace period at the speed of the emulator', async () => {
    await runPods('prompt-isolated', 'prompt-normal');
    const begun = performance.now();
    expect(await kubectl('delete', 'pod', 'prompt-isolated', 'prompt-normal')).toMatchObject({ code: 0 });
    expect(performance.now() - begun).toBeLessThan(15_000);
  });
});
