import type { HostReady } from '../../scripts/local-stack.ts';

/** Delivers a batch to a trigger as Event Grid does. Null when the host gave no answer. */
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

/** Waits until no orchestration of the hosts has anything left to do. */
export async function waitUntilIdle(...hosts: HostReady[]): Promise<void> {
  for (;;) {
    const open = await Promise.all(hosts.map(countOpen));
    if (open.every((count) => count === 0)) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

async function countOpen({ baseUrl, masterKey }: HostReady): Promise<number> {
  const query = `runtimeStatus=Running,Pending,ContinuedAsNew&showInput=false&code=${masterKey}`;
  const response = await fetch(`${baseUrl}/runtime/webhooks/durabletask/instances?${query}`);
  return ((await response.json()) as unknown[]).length;
}
