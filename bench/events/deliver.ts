import { Agent, request } from 'node:http';
import type { Delivery } from './stream.ts';

/** Event Grid's connections to a host at once. */
const atOnce = 32;

/** What a delivery needs to know of a host. */
export interface Webhook {
  baseUrl: string;
  masterKey: string;
}

/** Delivers events to hosts in turn, each in a request of its own, and resolves when all are acknowledged. Rejects else. */
export async function deliver(hosts: readonly Webhook[], deliveries: readonly Delivery[]): Promise<void> {
  const agent = new Agent({ keepAlive: true, maxSockets: atOnce });
  let next = 0;
  const lane = async () => {
    while (next < deliveries.length) {
      const number = next++;
      const host = hosts[number % hosts.length];
      const delivery = deliveries[number];
      if (host && delivery) await post(agent, host, delivery);
    }
  };
  try {
    await Promise.all(Array.from({ length: atOnce }, lane));
  } finally {
    agent.destroy();
  }
}

function post(agent: Agent, { baseUrl, masterKey }: Webhook, { functionName, event }: Delivery): Promise<void> {
  const body = JSON.stringify([event]);
  const path = `/runtime/webhooks/EventGrid?functionName=${functionName}&code=${masterKey}`;
  const headers = {
    'aeg-event-type': 'Notification',
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(body),
  };
  return new Promise((resolve, reject) => {
    const sent = request(new URL(path, baseUrl), { method: 'POST', agent, headers }, (answer) => {
      answer.resume().on('end', () => {
        if (answer.statusCode === 202) resolve();
        else reject(new Error(`${functionName} answered ${answer.statusCode}.`));
      });
    });
    sent.on('error', reject).end(body);
  });
}
