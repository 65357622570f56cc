import { DefaultAzureCredential } from '@azure/identity';
import { QueueClient } from '@azure/storage-queue';
import { describeError, type Replay } from './replay.ts';

export interface QueueTarget {
  /** Address of the queue (https://<account>.queue.core.windows.net/<queue>), or its name with a connection string. */
  queue: string;
  /** Of the account; null to come as whoever is signed in (Azure CLI, azd, a managed identity …). */
  connectionString: string | null;
}

/** The most that a message may have ("Scalability and performance targets for Queue Storage"). */
const mostBytes = 64 * 1024;

/** A shut account or a machine without a network is said so soon, for each of maybe many events. */
const retryOptions = { maxTries: 2, tryTimeoutInMs: 30_000 };

/** Puts each event into the queue that the app listens to, as Event Grid would. */
export function replayToQueue({ queue, connectionString }: QueueTarget): Replay {
  const client =
    connectionString === null
      ? new QueueClient(queue, new DefaultAzureCredential(), { retryOptions })
      : new QueueClient(connectionString, queue, { retryOptions });
  return async ({ event }) => {
    const message = JSON.stringify(event);
    if (Buffer.byteLength(message) > mostBytes)
      return { ok: false, outcome: `${client.name}: more than 64 KiB, which no message holds; replay it with --url` };
    try {
      await client.sendMessage(message);
      return { ok: true, outcome: `${client.name}, where the app takes it from` };
    } catch (error) {
      return { ok: false, outcome: `${client.name}: ${explain(error)}` };
    }
  };
}

function explain(error: unknown): string {
  const { name = '', code, details } = error as { name?: string; code?: string; details?: { errorCode?: string } };
  const known = details?.errorCode ?? code;
  const [told = ''] = describeError(error).split('\n');
  if (/^(AggregateAuthentication|CredentialUnavailable)Error$/.test(name))
    return `nobody is signed in here: az login (${told})`;
  switch (known) {
    case 'AuthorizationPermissionMismatch':
      return `${known}: whoever is signed in needs the role Storage Queue Data Message Sender at this queue`;
    case 'AuthorizationFailure':
      return `${known}: the account lets nobody in from this network: call this from inside the app's network`;
    case 'QueueNotFound':
      return `${known}: there is no such queue in the account`;
    default:
      return known && !told.includes(known) ? `${known}: ${told}` : told;
  }
}
