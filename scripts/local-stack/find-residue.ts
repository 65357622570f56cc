import { readFileSync } from 'node:fs';
import { request } from 'node:https';
import { parse } from 'yaml';
import { formatClusterId } from '../../shared/clusters/cluster-id.ts';
import type { EmulatorReady } from './start-emulated-azure.ts';

interface Kubeconfig {
  clusters: { cluster: { server: string; 'certificate-authority-data': string } }[];
  users: { user: { token: string } }[];
}

interface NamedList {
  items?: { metadata: { name: string; namespace?: string; labels?: Record<string, string> } }[];
  value?: ListedResource[];
}

interface ListedResource {
  name: string;
  tags?: Record<string, string>;
  properties?: { tags?: Record<string, string>; count?: number; nodeTaints?: string[] };
}

/**
 * Lists everything that a run may have left behind: namespaces, Jobs and pods with our label, node pools and clusters with
 * our tag.
 * It asks the Kubernetes and ARM APIs directly and not the app.
 */
export async function findResidue(emulator: EmulatorReady): Promise<string[]> {
  return [...(await findInCluster(emulator)), ...(await findPools(emulator)), ...(await findClusters(emulator))];
}

async function findInCluster(emulator: EmulatorReady): Promise<string[]> {
  const kubeconfig = parse(readFileSync(emulator.adminKubeconfig, 'utf8')) as Kubeconfig;
  const cluster = kubeconfig.clusters[0]?.cluster;
  const token = kubeconfig.users[0]?.user.token;
  if (!cluster || !token) throw new Error(`${emulator.adminKubeconfig} names no cluster or no token.`);
  const ca = Buffer.from(cluster['certificate-authority-data'], 'base64').toString();
  const found: string[] = [];
  for (const path of ['/api/v1/namespaces', '/api/v1/pods', '/apis/batch/v1/jobs']) {
    const list = await readJson<NamedList>(
      `${cluster.server}${path}?labelSelector=app.kubernetes.io/managed-by%3Dkataproof`,
      token,
      ca,
    );
    for (const { metadata } of list.items ?? [])
      found.push(
        `${path.slice(path.lastIndexOf('/') + 1)}: ${metadata.namespace ? `${metadata.namespace}/` : ''}${metadata.name}`,
      );
  }
  return found;
}

/** The node pools of the emulated cluster, as ARM lists them. */
export async function listPools(emulator: EmulatorReady): Promise<ListedResource[]> {
  const { subscriptionId, resourceGroup, cluster } = emulator;
  const pools = await readArm(
    emulator,
    `${formatClusterId({ subscriptionId, resourceGroup, name: cluster })}/agentPools`,
  );
  return pools.value ?? [];
}

async function findPools(emulator: EmulatorReady): Promise<string[]> {
  const ours = (await listPools(emulator)).filter((pool) => pool.properties?.tags?.['kataproof-run']);
  return ours.map((pool) => `node pool: ${pool.name}`);
}

async function findClusters(emulator: EmulatorReady): Promise<string[]> {
  const all = `/subscriptions/${emulator.subscriptionId}/providers/Microsoft.ContainerService/managedClusters`;
  const ours = ((await readArm(emulator, all)).value ?? []).filter(({ tags }) => tags?.['kataproof-run']);
  return ours.map(({ name }) => `cluster: ${name}`);
}

function readArm({ settings, ownerToken }: EmulatorReady, path: string): Promise<NamedList> {
  const ca = readFileSync(settings['NODE_EXTRA_CA_CERTS'] ?? '', 'utf8');
  const url = `${settings['AZURE_RESOURCE_MANAGER_ENDPOINT']}${path}?api-version=2026-06-01`;
  return readJson<NamedList>(url, ownerToken, ca);
}

/** Retries when a server fails for a moment, because "could not check" must not count as "nothing left". */
async function readJson<T>(url: string, token: string, ca: string): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    const { status, text } = await get(url, token, ca);
    if (status === 200) return JSON.parse(text) as T;
    if (attempt === 5 || (status < 500 && status !== 429))
      throw new Error(`${status} from ${new URL(url).pathname}: ${text.slice(0, 300)}`);
    await new Promise((resolve) => setTimeout(resolve, 100 * attempt));
  }
}

/**
 * `fetch` does not trust a private certificate authority that was created after the process started; `https` can be
 * told to trust it.
 */
function get(url: string, token: string, ca: string): Promise<{ status: number; text: string }> {
  return new Promise((resolve, reject) => {
    const headers = { authorization: `Bearer ${token}`, accept: 'application/json' };
    const call = request(url, { ca, headers }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (chunk: string) => {
        text += chunk;
      });
      response.on('end', () => resolve({ status: response.statusCode ?? 0, text }));
    });
    call.once('error', reject).end();
  });
}
