import type { HostReady } from '../../../scripts/local-stack/start-local-stack.ts';

/** Delivers a batch to a trigger as Event Grid does. Resolves with null when the host gave no answer. */
export async function postEvents(
  host: HostReady,
  functionName: 'onClusterEvent' | 'onResourceChanged',
  body: unknown,
): Promise<number | null> {
  const url = `${host.baseUrl}/runtime/webhooks/EventGrid?functionName=${functionName}&code=${host.masterKey}`;
  const headers = { 'aeg-event-type': 'Notification', 'content-type': 'application/json' };
  try {
    const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) });
    await response.arrayBuffer();
    return response.status;
  } catch {
    return null;
  }
}

/** Waits until no orchestration of the hosts is open. */
export async function waitUntilIdle(...hosts: HostReady[]): Promise<void> {
  for (;;) {
    const open = await Promise.all(hosts.map(countOpen));
    if (open.every((count) => count === 0)) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

async function countOpen(host: HostReady): Promise<number> {
  return (await listInstances(host, 'runtimeStatus=Running,Pending,ContinuedAsNew')).length;
}

interface InstanceStatus {
  name: string;
  instanceId: string;
  output: unknown;
}

export async function listInstances({ baseUrl, masterKey }: HostReady, filter = ''): Promise<InstanceStatus[]> {
  const instances: InstanceStatus[] = [];
  for (let continuation: string | null = ''; continuation !== null; ) {
    const url = `${baseUrl}/runtime/webhooks/durabletask/instances?${filter}&showInput=false&code=${masterKey}`;
    const response = await fetch(url, { headers: continuation ? { 'x-ms-continuation-token': continuation } : {} });
    instances.push(...((await response.json()) as InstanceStatus[]));
    continuation = response.headers.get('x-ms-continuation-token') || null;
  }
  return instances;
}
