import { type ChildProcess, spawn } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type ApiServer, createApiClient } from './api-client.ts';
import type { Binaries } from './find-server.ts';

/** An API server with its controllers, of its own processes. */
export interface StartedServer {
  api: ApiServer;
  kubeconfig: string;
  stop(): Promise<void>;
}

const readyWithinMs = 60_000;
const token = 'of-the-benchmark';

/**
 * Gates of Kubernetes 1.20 that stand open in the versions which AKS runs: without the first nobody removes Jobs at their
 * TTL, and without the second a pod waits for the Secret of its service account.
 */
const olderGates: Record<string, string> = { '1.20': 'TTLAfterFinished=true,BoundServiceAccountTokenVolume=true' };

/**
 * The controllers that make and end what a proof makes. Those of nodes are left out: they would take nodes whose kubelet
 * sends no heartbeats for lost.
 */
const controllers = [
  ...['namespace', 'job', 'ttl-after-finished', 'garbagecollector', 'serviceaccount', 'root-ca-cert-publisher'],
  ...['resourcequota', 'replicaset', 'deployment', 'daemonset', 'endpoint', 'endpointslice', 'disruption'],
];

/** Starts etcd, kube-apiserver and kube-controller-manager on loopback, with their defaults but for what no benchmark needs. */
export async function startApiServer({
  etcd,
  apiServer,
  controllerManager,
  version,
}: Binaries): Promise<StartedServer> {
  const folder = mkdtempSync(join(tmpdir(), 'kataproof-real-'));
  const inFolder = (name: string) => join(folder, name);
  const [etcdPort, peerPort, port, managerPort] = await freePorts(4);
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  writeFileSync(inFolder('key.pem'), privateKey.export({ type: 'pkcs8', format: 'pem' }));
  writeFileSync(inFolder('tokens.csv'), `${token},bench,bench,system:masters\n`);
  const gates = olderGates[version.split('.').slice(0, 2).join('.')];
  const opened = gates === undefined ? [] : [`--feature-gates=${gates}`];
  const children: ChildProcess[] = [];
  const start = (program: string, name: string, options: string[]) => {
    const log = openSync(inFolder(`${name}.log`), 'w');
    children.push(spawn(program, options, { stdio: ['ignore', log, log] }));
  };
  const kill = () => children.forEach((child) => void child.kill('SIGKILL'));
  process.on('exit', kill);
  const stop = async () => {
    process.off('exit', kill);
    for (const child of children.reverse()) await end(child);
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    start(etcd, 'etcd', [
      `--data-dir=${inFolder('etcd')}`,
      `--listen-client-urls=http://127.0.0.1:${etcdPort}`,
      `--advertise-client-urls=http://127.0.0.1:${etcdPort}`,
      `--listen-peer-urls=http://127.0.0.1:${peerPort}`,
    ]);
    start(apiServer, 'kube-apiserver', [
      `--etcd-servers=http://127.0.0.1:${etcdPort}`,
      ...['--bind-address=127.0.0.1', `--secure-port=${port}`, `--cert-dir=${inFolder('certificates')}`],
      ...['--service-account-issuer=https://kubernetes.default.svc', '--service-cluster-ip-range=10.0.0.0/24'],
      ...[`--service-account-key-file=${inFolder('key.pem')}`, `--token-auth-file=${inFolder('tokens.csv')}`],
      ...[`--service-account-signing-key-file=${inFolder('key.pem')}`, '--authorization-mode=RBAC'],
      ...opened,
    ]);
    const api = await untilReady(`https://127.0.0.1:${port}`, inFolder('certificates/apiserver.crt'));
    const kubeconfig = inFolder('kubeconfig.json');
    writeFileSync(kubeconfig, JSON.stringify(kubeconfigOf(api)));
    start(controllerManager, 'kube-controller-manager', [
      ...[`--kubeconfig=${kubeconfig}`, '--leader-elect=false', `--controllers=${controllers.join(',')}`],
      ...['--bind-address=127.0.0.1', `--secure-port=${managerPort}`, `--cert-dir=${inFolder('manager')}`],
      ...[`--service-account-private-key-file=${inFolder('key.pem')}`],
      ...[`--root-ca-file=${inFolder('certificates/apiserver.crt')}`, ...opened],
    ]);
    await untilControlled(api);
    return { api, kubeconfig, stop };
  } catch (error) {
    const logs = ['etcd', 'kube-apiserver', 'kube-controller-manager'].map((name) => tailOf(inFolder(`${name}.log`)));
    await stop();
    throw new Error(`The API server did not start:\n${logs.join('\n')}`, { cause: error });
  }
}

function tailOf(file: string): string {
  try {
    return readFileSync(file, 'utf8').split('\n').slice(-4).join('\n');
  } catch {
    return `${file} was not begun`;
  }
}

/** Ports that are free now. They are held until all are known, so that no two are the same. */
async function freePorts(count: number): Promise<number[]> {
  const servers = await Promise.all(
    Array.from({ length: count }, async () => {
      const server = createServer();
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      return server;
    }),
  );
  const ports = servers.map((server) => (server.address() as { port: number }).port);
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}

async function untilReady(server: string, certificate: string): Promise<ApiServer> {
  const open = () => ({
    ...{ server, certificateAuthority: readFileSync(certificate, 'utf8') },
    headers: { authorization: `Bearer ${token}` },
  });
  await patiently(async () => {
    const client = createApiClient(open());
    const { status } = await client.call('GET', '/readyz').finally(() => client.close());
    return status === 200;
  });
  return open();
}

/** The controllers do their work once the service account of the first namespace is there. */
async function untilControlled(api: ApiServer): Promise<void> {
  const client = createApiClient(api);
  await patiently(async () => {
    const { status } = await client.call('GET', '/api/v1/namespaces/default/serviceaccounts/default');
    return status === 200;
  }).finally(() => client.close());
}

async function patiently(isSo: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + readyWithinMs;
  for (;;) {
    if (await isSo().catch(() => false)) return;
    if (Date.now() > deadline) throw new Error(`Not within ${readyWithinMs / 1000} seconds.`);
    await sleep(100);
  }
}

function kubeconfigOf({ server, certificateAuthority }: ApiServer) {
  const data = Buffer.from(certificateAuthority).toString('base64');
  return {
    ...{ apiVersion: 'v1', kind: 'Config', 'current-context': 'bench' },
    clusters: [{ name: 'bench', cluster: { server, 'certificate-authority-data': data } }],
    users: [{ name: 'bench', user: { token } }],
    contexts: [{ name: 'bench', context: { cluster: 'bench', user: 'bench' } }],
  };
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.pid === undefined) return;
  const gone = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGKILL');
  await gone;
}
