import type { DeadLetter } from './read-dead-letters.ts';

export interface ReplayTarget {
  /** https://<app>.azurewebsites.net, without a slash at the end. */
  baseUrl: string;
  /** The system key `eventgrid_extension` of the function app. */
  key: string;
}

/**
 * Sends an event to the trigger for its type, as Event Grid would. `ok` means that the app acknowledged it. It never
 * rejects: `outcome` says what went wrong.
 */
export async function replayEvent(
  { baseUrl, key }: ReplayTarget,
  { event, type }: Pick<DeadLetter, 'event' | 'type'>,
): Promise<{ ok: boolean; outcome: string }> {
  const functionName = /^microsoft\.resources\./i.test(type) ? 'onResourceChanged' : 'onClusterEvent';
  try {
    const response = await fetch(`${baseUrl}/runtime/webhooks/EventGrid?functionName=${functionName}`, {
      method: 'POST',
      // The key is in a header, because URLs are often logged.
      headers: { 'aeg-event-type': 'Notification', 'content-type': 'application/json', 'x-functions-key': key },
      body: JSON.stringify([event]),
    });
    return { ok: response.ok, outcome: `${functionName} ${response.status}` };
  } catch (error) {
    return { ok: false, outcome: `${functionName}: ${error instanceof Error ? error.message : String(error)}` };
  }
}
