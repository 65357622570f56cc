import { readFileSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { Agent, request } from 'node:https';
import { createInterface } from 'node:readline';
import { parse } from 'yaml';

interface Kubeconfig {
  clusters: { cluster: { server: string; 'certificate-authority-data': string } }[];
  users: { user: { token: string } }[];
}

/** A cluster by `node:https` alone, over kept connections: what any client costs at least. */
export interface RawCluster {
  /** Sends one request and reads its answer. Throws for a status of 400 and above. */
  // biome-ignore lint/suspicious/noExplicitAny: whoever asks knows what is answered.
  call(method: string, path: string, body?: object): Promise<any>;
  /** Reads a watch until `isEnough`. */
  // biome-ignore lint/suspicious/noExplicitAny: whoever watches knows what is told.
  watch(path: string, isEnough: (event: any) => boolean): Promise<void>;
  close(): void;
}

export function openRawCluster(kubeconfig: string): RawCluster {
  const { clusters, users } = parse(readFileSync(kubeconfig, 'utf8')) as Kubeconfig;
  const [cluster, user] = [clusters[0]?.cluster, users[0]?.user];
  if (!cluster || !user) throw new Error(`${kubeconfig} names no cluster.`);
  const agent = new Agent({ keepAlive: true, ca: Buffer.from(cluster['certificate-authority-data'], 'base64') });
  const send = (method: string, path: string, body?: object) =>
    new Promise<IncomingMessage>((resolve, reject) => {
      const sent = body === undefined ? undefined : JSON.stringify(body);
      const headers = {
        authorization: `Bearer ${user.token}`,
        accept: 'application/json',
        ...(sent !== undefined && { 'content-type': 'application/json', 'content-length': Buffer.byteLength(sent) }),
      };
      request(`${cluster.server}${path}`, { method, agent, headers }, resolve).once('error', reject).end(sent);
    });
  return {
    async call(method, path, body) {
      const answer = await send(method, path, body);
      const text = Buffer.concat(await answer.toArray()).toString();
      if ((answer.statusCode ?? 0) >= 400) throw new Error(`${answer.statusCode} for ${method} ${path}: ${text}`);
      return JSON.parse(text);
    },
    async watch(path, isEnough) {
      const answer = await send('GET', path);
      for await (const line of createInterface({ input: answer })) if (isEnough(JSON.parse(line))) break;
      answer.destroy();
    },
    close: () => agent.destroy(),
  };
}

/** Waits until so many nodes of a pool are ready. */
export async function waitForNodes(cluster: RawCluster, poolName: string, count: number): Promise<void> {
  for (;;) {
    const { items } = await cluster.call(
      'GET',
      `/api/v1/nodes?labelSelector=kubernetes.azure.com/agentpool=${poolName}`,
    );
    const isReady = ({ status }: { status: { conditions: { type: string; status: string }[] } }) =>
      status.conditions.some((condition) => condition.type === 'Ready' && condition.status === 'True');
    if (items.filter(isReady).length >= count) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
